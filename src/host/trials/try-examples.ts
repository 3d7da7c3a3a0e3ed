import { TrussError } from '../../core/errors/truss-error.ts';
import type { Difference } from '../../core/examples/compare-answers.ts';
import type { Example } from '../../core/examples/examples.ts';
import { answerJson, contentTypeOf } from '../ask/answer-json.ts';
import type { CallModel } from '../ask/call-model.ts';
import { exampleQuestion } from '../ask/example-question.ts';
import { judgeAnswer, judgeStatus } from './judge-answer.ts';
import { toRecord } from './record-trial.ts';
import type { Trial } from './trial.ts';

/** What HTTP says of an answer whose model says nothing else. */
const OK = 200;

/** How examples are tried. */
export interface TryOptions {
  /** Of the truss. */
  readonly directory: string;
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

async function tryExample(example: Example, { directory, call, signal }: TryOptions): Promise<Trial> {
  const { name } = example;
  let startedAt = performance.now();
  const spent = (): number => performance.now() - startedAt;
  try {
    const input = await exampleQuestion(directory, example);
    startedAt = performance.now();
    const answer = await call(input);
    const ms = spent();
    const other = judgeStatus(example, answer.status ?? OK);
    const differences = other === null ? await judgeAnswer(directory, example, answer) : [other];
    return {
      name,
      outcome: outcomeOf(differences),
      ms,
      answer: answerJson(answer),
      contentType: contentTypeOf(answer),
      record: other === null ? toRecord(example, answer) : null,
      differences: differences ?? [],
      hasOtherStatus: other !== null,
      error: null,
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof TrussError)) throw error;
    return { name, ms: spent(), ...NO_ANSWER, ...judgeError(example, error) };
  }
}

const NO_ANSWER = { answer: null, contentType: '', record: null } as const;

/** An error is what was expected where it has the status that was. */
function judgeError(
  example: Example,
  error: TrussError,
): Pick<Trial, 'outcome' | 'differences' | 'hasOtherStatus' | 'error'> {
  const other = judgeStatus(example, error.status);
  if (other === null && example.status !== null) {
    return { outcome: 'passed', differences: [], hasOtherStatus: false, error: null };
  }
  return { outcome: 'failed', differences: other === null ? [] : [other], hasOtherStatus: other !== null, error };
}

function outcomeOf(differences: readonly Difference[] | null): Trial['outcome'] {
  if (differences === null) return 'unchecked';
  return differences.length === 0 ? 'passed' : 'failed';
}
