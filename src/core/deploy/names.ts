// Names of objects, and the labels by which all that belongs to a truss is found.
import { shortDigest } from '../short-digest.ts';
import type { DeployPlan } from './plan.ts';

/** The longest value of a label, and name of a Service. */
const LONGEST_LABEL = 63;

/** What is made of an object is called after it, with a word more. */
const LONGEST_NAME = 50;

/** Who made an object: the field manager of what is applied, and a label. */
export const MANAGER = 'truss';

/** Labels and annotations of ours. They are public: read by people's scripts. */
export const DEPLOY_LABEL = {
  name: 'app.kubernetes.io/name',
  instance: 'app.kubernetes.io/instance',
  managedBy: 'app.kubernetes.io/managed-by',
  stage: 'truss.dev/stage',
  /** `stable`, or `canary` for a version that is tried on a part of the load. */
  track: 'truss.dev/track',
  /** Annotation: what the image is made of. */
  digest: 'truss.dev/digest',
  /** Annotation of pods: changes with the values of secrets. */
  secretRevision: 'truss.dev/secret-revision',
} as const;

/** As a Service may be called, with room for what is called after it. */
const OBJECT_NAME = new RegExp(`^[a-z](?:[-a-z0-9]{0,${LONGEST_NAME - 2}}[a-z0-9])?$`);

/** Whether objects may be called so. */
export function isObjectName(name: string): boolean {
  return OBJECT_NAME.test(name);
}

/** The name of the objects of a model in a stage. A model may be called what no Service may: `llama_3`, `3d-net`. */
export function objectName(model: string, stage: string | null): string {
  const plain = model.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  const named = /^[a-z]/.test(plain) ? plain : `m-${plain}`;
  const whole = stage === null ? named : `${named}-${stage}`;
  if (whole.length <= LONGEST_NAME) return whole;
  // Two models whose long names begin alike are two.
  const ending = `-${shortDigest(whole)}`;
  return whole.slice(0, LONGEST_NAME - ending.length).replace(/-+$/, '') + ending;
}

/** What the objects of this version are called. */
export function trackName({ name, track }: Pick<DeployPlan, 'name' | 'track'>): string {
  return track === 'canary' ? `${name}-canary` : name;
}

/** By these the pods of a version are found. They never change: a Deployment's selector cannot. */
export function selectorLabels({ name, track }: Pick<DeployPlan, 'name' | 'track'>): Readonly<Record<string, string>> {
  return { [DEPLOY_LABEL.instance]: name, [DEPLOY_LABEL.track]: track };
}

/** The labels of every object of a plan, and of its pods: by `instance` all that belongs together is found. */
export function planLabels(plan: DeployPlan): Readonly<Record<string, string>> {
  return {
    [DEPLOY_LABEL.name]: plan.model.slice(0, LONGEST_LABEL).replace(/[-_]+$/, ''),
    [DEPLOY_LABEL.instance]: plan.name,
    [DEPLOY_LABEL.managedBy]: MANAGER,
    ...(plan.stage === null ? {} : { [DEPLOY_LABEL.stage]: plan.stage }),
    [DEPLOY_LABEL.track]: plan.track,
  };
}
