import type { Example } from '../../core/config/examples.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Difference } from '../../core/examples/compare-answers.ts';
import { compareAnswers } from '../../core/examples/compare-answers.ts';
import { jsonInput } from '../input/request-input.ts';
import { answerJson } from '../output/answer-json.ts';
import type { CallModel } from '../serving/with-model.ts';

/** What came of an example. */
export interface Trial {
  readonly name: string;
  /** `unchecked`: it was answered, and nothing is expected of the answer. `recorded`: now it is. */
  readonly outcome: 'passed' | 'failed' | 'unchecked' | 'recorded';
  /** How long the answer took, the first one after the model was loaded. */
  readonly ms: number;
  /** The answer as JSON text; null where there was an error instead. */
  readonly answer: string | null;
  readonly differences: readonly Difference[];
  readonly error: TrussError | null;
}

/** How examples are tried. */
export interface TryOptions {
  readonly call: CallModel;
  readonly signal: AbortSignal;
  /** Is told before each example how many were tried. */
  readonly onNext: (done: number) => void;
}

/** Asks the model each example in turn. That one fails keeps none of the others from being tried. */
export async function tryExamples(examples: readonly Example[], options: TryOptions): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const example of examples) {
    options.onNext(trials.length);
    trials.push(await tryExample(example, options));
  }
  return trials;
}

async function tryExample(example: Example, { call, signal }: TryOptions): Promise<Trial> {
  const { name, body } = example;
  const startedAt = performance.now();
  try {
    const answer = answerJson(await call(jsonInput(body)));
    return { name, ms: performance.now() - startedAt, answer, ...judge(example, answer), error: null };
  } catch (error) {
    if (signal.aborted || !(error instanceof TrussError)) throw error;
    return { name, outcome: 'failed', ms: performance.now() - startedAt, answer: null, differences: [], error };
  }
}

function judge({ output, tolerance }: Example, answer: string): Pick<Trial, 'outcome' | 'differences'> {
  if (output === null) return { outcome: 'unchecked', differences: [] };
  const differences = compare(output, answer, tolerance);
  return { outcome: differences.length === 0 ? 'passed' : 'failed', differences };
}

function compare(output: string, answer: string, tolerance: number | null): Difference[] {
  try {
    return compareAnswers(output, answer, tolerance);
  } catch (error) {
    // A model may say that its answer is JSON, and send something else.
    if (!(error instanceof SyntaxError)) throw error;
    return [{ path: '', message: `expected JSON, got ${JSON.stringify(answer)}` }];
  }
}

/** The trial whose answer becomes what is expected, unless it is that already. */
export function toRecorded(trial: Trial): Trial {
  const isRecorded = trial.answer !== null && trial.outcome !== 'passed';
  return isRecorded ? { ...trial, outcome: 'recorded', differences: [] } : trial;
}
