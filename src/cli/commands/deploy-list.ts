import { DEPLOY_LABEL } from '../../core/deploy/names.ts';
import { chooseCluster, describeCluster } from '../../toolchain/kubernetes/cluster.ts';
import { findDeployments, serviceOf } from '../../toolchain/kubernetes/find-deployments.ts';
import { findKubectl } from '../../toolchain/kubernetes/kubectl.ts';
import { clusterOptions } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag } from '../definition/define-options.ts';
import { renderTable } from '../output/table.ts';

export const deployListCommand = defineCommand({
  description: 'Lists what Truss has deployed.',
  examples: [
    { command: 'truss deploy list', about: 'in the namespace of the current context' },
    { command: 'truss deploy list --all-namespaces --context prod-eu', about: 'everywhere in another cluster' },
  ],
  arguments: {},
  options: {
    ...clusterOptions,
    allNamespaces: flag('-A, --all-namespaces', 'in every namespace'),
  },
  json: '{"context", "deployments": [{"name", "namespace", "model", "stage": name | null, "image", "digest": text | null, "wanted", "ready", "created"}]}',
  async run({ options, output, signal }) {
    const { context, namespace, allNamespaces } = options;
    const cluster = await chooseCluster(await findKubectl(), { context, namespace }, signal);
    const found = await findDeployments(cluster, { allNamespaces, signal });
    const deployments = found.map((deployment) => {
      const { metadata, spec, status } = deployment;
      return {
        // Under the name by which it is asked for, where KServe has made it.
        name: serviceOf(deployment) ?? metadata.name,
        namespace: metadata.namespace ?? cluster.namespace,
        model: metadata.labels?.[DEPLOY_LABEL.name] ?? metadata.name,
        stage: metadata.labels?.[DEPLOY_LABEL.stage] ?? null,
        image: spec.template.spec.containers[0]?.image ?? null,
        digest: metadata.annotations?.[DEPLOY_LABEL.digest] ?? null,
        wanted: spec.replicas ?? 1,
        ready: status?.readyReplicas ?? 0,
        created: metadata.creationTimestamp ?? null,
      };
    });
    output.answer({ context: cluster.context, deployments }, () => {
      const where = allNamespaces ? cluster.context : describeCluster(cluster);
      if (deployments.length === 0) return `Truss has deployed nothing in ${where}.`;
      const rows = deployments.map((each) => {
        const ready = `${each.ready}/${each.wanted}`;
        return [each.name, each.namespace, each.stage ?? '', ready, shortImage(each.image)];
      });
      return [where, renderTable([['deployment', 'namespace', 'stage', 'ready', 'image'], ...rows])].join('\n');
    });
  },
});

/** Without the digest behind a tag, which fills the line. */
function shortImage(image: string | null): string {
  return image === null ? '' : image.replace(/(:[^/@]+)@sha256:.*$/, '$1');
}
