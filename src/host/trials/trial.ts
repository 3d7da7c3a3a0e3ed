import type { TrussError } from '../../core/errors/truss-error.ts';
import type { Difference } from '../../core/examples/compare-answers.ts';
import type { RecordedFile, RecordedOutput } from '../../core/examples/record-output.ts';

/** What came of an example. */
export interface Trial {
  readonly name: string;
  /** `unchecked`: it was answered, and nothing is expected of the answer. `recorded`: now it is. */
  readonly outcome: 'passed' | 'failed' | 'unchecked' | 'recorded';
  /** How long the answer took, the first one after the model was loaded. */
  readonly ms: number;
  /** The answer as JSON text; null where there was an error instead. */
  readonly answer: string | null;
  /** Its media type; empty where there was an error instead. */
  readonly contentType: string;
  /** How it becomes what is expected; null where it cannot, or has another status than is expected. */
  readonly record: RecordedOutput | RecordedFile | null;
  readonly differences: readonly Difference[];
  /** Whether another status was expected, which no recording mends. */
  readonly hasOtherStatus: boolean;
  readonly error: TrussError | null;
}
