import type { DeployPlan } from './plan.ts';

/** A file that a target is made of. */
export interface TargetDocument {
  /** Its name where documents are written one by one. */
  readonly file: string;
  readonly content: object;
}

/** Something that trusses can be deployed to. */
export interface DeployTarget {
  /** For the help. */
  readonly about: string;
  /** What to do with what is written, as a command; `path`: the file or directory. */
  readonly applyCommand: (path: string) => string;
  /** Everything that is asked for, in the order in which it can be applied. Pure: the same plans give the same documents. */
  render(plans: readonly DeployPlan[]): readonly TargetDocument[];
  /** What it cannot do of a plan; null: nothing. */
  readonly refuse: (plan: DeployPlan) => Refusal | null;
}

/** Why a target cannot do what a plan asks for. */
interface Refusal {
  /** Below `deploy`. */
  readonly field: string;
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}
