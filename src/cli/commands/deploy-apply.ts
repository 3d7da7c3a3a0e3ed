import { TARGET_NAMES } from '../../core/deploy/targets.ts';
import { compareDeployment, deployTrusses, tryDeployment } from '../../host/deploy/deploy-trusses.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { buildOptions, readBuildOptions } from '../definition/build-options.ts';
import { changeOptions, clusterOptions, patienceOption } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { choice, flag, keptUnless, text, trussDirectories } from '../definition/define-options.ts';
import { deployOptions } from '../definition/deploy-options.ts';
import { hereOptions, portsHere, requireRouter } from '../definition/ports-here.ts';
import { confirmChange } from '../input/confirm-change.ts';
import { pendingTrusses, planTrusses } from '../input/plan-trusses.ts';
import { refuseClusterWords } from '../input/refuse-cluster-words.ts';
import { createBuildOutput } from '../output/build-output.ts';
import { renderUnifiedDiff } from '../output/render-unified-diff.ts';
import { announceDeployment } from '../serving/announce-deployment.ts';
import { deployHere } from '../serving/deploy-here.ts';
import { waitForDeployments } from '../serving/wait-for-deployments.ts';

const { platform, cache, pull, buildArg, network, frozen, progress } = buildOptions;

export const deployApplyCommand = defineCommand({
  description:
    'Deploys trusses to a Kubernetes cluster: builds the image of each where something has changed, pushes it, asks the cluster whether it takes what follows from the config, applies it, and waits until the new version answers. The former one answers until then, and goes on where the new one does not start. With --target compose the cluster is this machine: `docker compose` runs them, and waits until they are healthy. `truss deploy DIR` is short for it.',
  examples: [
    { command: 'truss deploy iris_rfc --registry registry.example.com/team', about: 'to the current context' },
    {
      command: 'truss deploy iris_rfc churn --stage production --context prod-eu',
      about: 'two, as their configs say for that stage',
    },
    { command: 'truss deploy iris_rfc --diff', about: 'what would change; nothing does' },
    { command: 'truss deploy iris_rfc --canary --canary-percent 5', about: 'tried on a part of the load' },
    { command: 'truss deploy iris_rfc --target compose', about: 'on this machine, without a cluster' },
    { command: 'truss deploy apply --no-wait', about: 'the truss of this directory' },
  ],
  arguments: { directories: trussDirectories },
  options: {
    target: choice('-t, --target <name>', 'what it is deployed to', TARGET_NAMES),
    ...deployOptions,
    ...hereOptions,
    context: clusterOptions.context,
    registry: text(
      '--registry <name>',
      'where the image is pushed, and pulled from (default: deploy.registry of the config)',
    ),
    localSecrets: flag('--local-secrets', 'make the Secret of the values on this machine, as `truss secret` has them'),
    dryRun: choice(
      '--dry-run <how>',
      'server: let the cluster check it; client: ask no cluster; neither changes anything',
      ['none', 'client', 'server'],
    ),
    diff: flag('--diff', 'show what would change in the cluster, and change nothing'),
    canary: flag(
      '--canary',
      'try it on --canary-percent of the load, beside the version that answers; then promote or abort',
    ),
    wait: keptUnless(flag('--no-wait', 'end when it is applied, whether the new version answers or not')),
    timeout: patienceOption,
    force: flag('--force', 'take over fields that somebody else has set'),
    ...changeOptions,
    platform,
    cache,
    pull,
    buildArg,
    network,
    frozen,
    progress,
  },
  json: '{"context", "namespace", "dryRun": "none" | "client" | "server", "deployments": [{"name", "model", "image", "url", "ready": bool | null}], "objects": [{"kind", "name", "outcome"}]}; with --diff {"context", "namespace", "diff"}; with --target compose {"file", "project", "deployments"}',
  async run({ arguments: given, options, output, signal }) {
    const projects = [];
    for (const directory of given.directories) projects.push(await openTruss(directory, output.warn, 'image'));
    requireRouter(projects, options.onePort);
    const shown = createBuildOutput(output, options.progress);
    const build = { ...readBuildOptions({ ...options, tag: [], mountData: false }), ...shown, signal };
    const { target } = options;
    const here = portsHere(options, target);
    if (target === 'compose') {
      refuseClusterWords(options);
      return deployHere(pendingTrusses(projects, options), { ...options, build, here, output });
    }
    const { cluster, trusses, canary } = await planTrusses(projects, options, signal);
    const how = { ...options, target, canary, build };
    const place = { context: cluster.context, namespace: cluster.namespace };
    if (options.diff) {
      const diff = await compareDeployment(cluster, trusses, how);
      output.answer({ ...place, diff }, (styles) => renderUnifiedDiff(diff, styles));
      return;
    }
    const { dryRun } = options;
    const names = trusses.map(({ plan }) => plan.name).join(', ');
    if (dryRun !== 'none') {
      const tried = await tryDeployment(cluster, trusses, { ...how, dryRun });
      await announceDeployment(
        { ...tried, cluster, dryRun, isReady: null, trusses, urls: new Map<string, string>() },
        output,
      );
      return;
    }
    await confirmChange(cluster, { what: `Deploying ${names}`, yes: options.yes, output, signal });
    const deployed = await deployTrusses(cluster, trusses, how);
    const urls = options.wait
      ? await waitForDeployments(cluster, deployed.plans, { ...options, target, output, signal })
      : new Map<string, string>();
    await announceDeployment(
      { ...deployed, cluster, dryRun, isReady: options.wait ? true : null, trusses, urls },
      output,
    );
  },
});
