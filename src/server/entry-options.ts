import type { FieldPath } from '../core/config/written-fields.ts';
import type { ShownExample } from '../core/schema/model-source.ts';
import type { ModelDescription } from './backends/workers/handshake.ts';
import type { NamedInput } from './service/model-facts.ts';

export type { StartProfile } from './backends/workers/handshake.ts';

/** One model to serve. */
export interface EntryOptions extends ModelDescription {
  /** The fields that its config file gives: the others have their defaults, which say nothing of this machine. */
  readonly written: readonly FieldPath[];
  /** Absolute path of the interpreter of its environment. */
  readonly python: string;
  /** The folder of packages that make the worker faster where that environment has none of them; null or not given: there is none. */
  readonly workerPackages?: string | null;
  /** How many processes run it; null: what its config and the devices of the machine say. */
  readonly workers: number | null;
  /** Whether its process has the terminal of this one, for a debugger; then nothing that is asked of it has a deadline. Default: no. */
  readonly hasTerminal?: boolean;
  /** Requests to show to those who ask what the model takes. Default: none. */
  readonly examples?: readonly NamedInput[];
  /** Those of all methods, as the model's schema shows them. Default: `examples`. */
  readonly shownExamples?: readonly ShownExample[];
}
