import { TrussError } from '../../core/errors/truss-error.ts';
import type { Difference } from '../../core/examples/compare-answers.ts';
import type { Example } from '../../core/examples/examples.ts';
import { answerJson, contentTypeOf } from '../ask/answer-json.ts';
import type { CallModel } from '../ask/call-model.ts';
import { exampleQuestion } from '../ask/example-question.ts';
import { judgeAnswer } from './judge-answer.ts';
import { toRecord } from './record-trial.ts';
import type { Trial } from './trial.ts';

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
    const differences = await judgeAnswer(directory, example, answer);
    return {
      name,
      outcome: outcomeOf(differences),
      ms,
      answer: answerJson(answer),
      contentType: contentTypeOf(answer),
      record: toRecord(example, answer),
      differences: differences ?? [],
      error: null,
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof TrussError)) throw error;
    const nothing = { answer: null, contentType: '', record: null, differences: [] };
    return { name, outcome: 'failed', ms: spent(), ...nothing, error };
  }
}

function outcomeOf(differences: readonly Difference[] | null): Trial['outcome'] {
  if (differences === null) return 'unchecked';
  return differences.length === 0 ? 'passed' : 'failed';
}
