import { isTakenAsItIs } from '../image/image-stages.ts';
import type { DeployPlan } from './plan.ts';

/** A file that a target is made of. */
export interface TargetDocument {
  /** Its name where documents are written one by one. */
  readonly file: string;
  readonly content: object;
}

/** Where trusses answer on one machine; a cluster has addresses of its own. */
export interface PortsHere {
  /** Of the first truss, the others follow it. */
  readonly first: number;
  /** Whether that one is the only one, where each is found by its name. */
  readonly isOnly: boolean;
}

/** Something that trusses can be deployed to. */
export interface DeployTarget {
  /** For the help. */
  readonly about: string;
  /** What to do with what is written, as a command; `path`: the file or directory. */
  readonly applyCommand: (path: string) => string;
  /** Everything that is asked for, in the order in which it can be applied. Pure: the same plans give the same documents. */
  render(plans: readonly DeployPlan[], here?: PortsHere): readonly TargetDocument[];
  /** What it cannot do of a plan; null: nothing. */
  readonly refuse: (plan: DeployPlan) => Refusal | null;
}

/** What no cluster can do of a plan, whichever target it is asked through; null: nothing. */
export function refuseWeights({ config, settings }: DeployPlan): Refusal | null {
  if (settings.weights.from !== 'init') return null;
  const hint = 'Fill a volume yourself: `weights: {from: volume, claim: NAME}`.';
  if (isTakenAsItIs(config)) {
    return { field: 'weights', message: 'an image that is taken as it is cannot fetch them', hint };
  }
  if (settings.kserve.storage === null) return null;
  return { field: 'weights', message: 'a ServingRuntime does not know which weights a model has', hint };
}

/** Why a target cannot do what a plan asks for. */
interface Refusal {
  /** Below `deploy`. */
  readonly field: string;
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}
