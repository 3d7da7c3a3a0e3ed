import { renderValue } from '../config/yaml/render-value.ts';
import { DEPLOY_LABEL, planLabels, trackName } from './names.ts';
import type { DeployPlan } from './plan.ts';
import type { TargetDocument } from './target.ts';

/** An object of a cluster, as it is written. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What kind of object it is: `['apps/v1', 'Deployment']`. */
export type ManifestKind = readonly [apiVersion: string, kind: string];

/** An object of a plan, called as its version and found by its labels. */
export function manifest(plan: DeployPlan, [apiVersion, kind]: ManifestKind, spec: Manifest['spec']): Manifest {
  const annotations = plan.digest === null ? {} : { annotations: { [DEPLOY_LABEL.digest]: plan.digest } };
  const namespace = plan.namespace === null ? {} : { namespace: plan.namespace };
  const metadata = { name: trackName(plan), ...namespace, labels: planLabels(plan), ...annotations };
  return { apiVersion, kind, metadata, spec };
}

/** The manifests as files, each called after its object. */
export function manifestDocuments(manifests: readonly Manifest[]): readonly TargetDocument[] {
  return manifests.map((content) => ({ file: `${content.metadata.name}-${content.kind.toLowerCase()}.yaml`, content }));
}

/** The text of manifests: one document each, the same for the same manifests, and read alike by YAML 1.1 and 1.2. */
export function manifestsToYaml(manifests: readonly object[]): string {
  return manifests.map(documentToYaml).join('---\n');
}

/** One document. */
export function documentToYaml(content: object): string {
  const { lines } = renderValue(content);
  // The lines are those below a key, which they do not have here.
  return `${lines.map((line) => line.slice('  '.length)).join('\n')}\n`;
}
