// What shall run in a cluster, said without naming an object of one: targets make manifests of it.
import type { Config } from '../config/config.ts';
import type { DeploySettings } from './settings.ts';

/** One truss as it shall be deployed. */
export interface DeployPlan {
  /** What its objects are called: the name of the model, and behind it the stage where there is one. */
  readonly name: string;
  /** The name under which the model is served. */
  readonly model: string;
  /** Null: that of the context. */
  readonly namespace: string | null;
  /** The model sees it as `environment`; null: none. */
  readonly stage: string | null;
  /** As a node pulls it: with its registry, and a tag or a digest. */
  readonly image: string;
  /** What the image is made of, as its label says it; null where that is not known. */
  readonly digest: string | null;
  readonly config: Config;
  /** `deploy:` of the config, with the stage's fields and the defaults in it. */
  readonly settings: DeploySettings;
  /**
   * How many pods there are where their number follows the load, and it has to be said all the same: a cluster that is not told any more what
   * it was told before goes back to one. Null: whoever scales them has said it.
   */
  readonly kept: number | null;
  /** The Secret that holds what the config declares; null where it declares nothing. */
  readonly secret: PlannedSecret | null;
  /** A second version that gets a part of the load; null: none. */
  readonly canary: PlannedCanary | null;
  /** Which of the two versions this is. */
  readonly track: 'stable' | 'canary';
}

/** Where a deployment has its secrets from. */
export interface PlannedSecret {
  /** Of the Secret. */
  readonly name: string;
  /** `existing`: somebody else makes it; `from-local`: it is made of this machine's store, by the command that applies. */
  readonly store: 'existing' | 'from-local';
  /** Changes with the values, so that pods are made anew when they do; null: not known. */
  readonly revision: string | null;
}

/** A version that is tried on a part of the load. */
export interface PlannedCanary {
  readonly image: string;
  readonly digest: string | null;
  /** Of a hundred requests. */
  readonly percent: number;
}

/** The second version as a plan of its own: as many pods as its part of the load wants, and at least one. */
export function canaryPlans(plan: DeployPlan): readonly DeployPlan[] {
  const { canary, settings } = plan;
  if (canary === null) return [];
  const count = Math.max(1, Math.ceil((settings.replicas.min * canary.percent) / 100));
  const replicas = { min: count, max: count };
  const { image, digest } = canary;
  return [{ ...plan, image, digest, canary: null, track: 'canary', settings: { ...settings, replicas } }];
}
