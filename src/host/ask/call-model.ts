import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import type { ModelQuestion } from './model-question.ts';

/**
 * Asks a model, wherever it runs. The items of a streamed answer go to `onItem`, as they come; without it the answer is all of
 * them, joined: a text where all are texts or bytes, else a JSON array.
 */
export type CallModel = (
  question: ModelQuestion,
  onItem?: (item: CollectedAnswer) => Promise<void>,
) => Promise<CollectedAnswer>;
