import { answerJson } from '../ask/answer-json.ts';
import type { CallModel } from '../ask/call-model.ts';
import { jsonQuestion } from '../ask/model-question.ts';

/** What a model answers, and how fast. */
export interface Asked {
  /** As JSON, in the order of the requests. */
  readonly answers: readonly unknown[];
  /** The median of one request alone, after another. */
  readonly ms: number;
}

/** Enough for a median that holds, and no more than somebody waits for. */
const MOST_MS = 2_000;
const MOST_CALLS = 2_000;

/** Asks a model each request, and one of them again and again. `timed`: that one, as JSON text. */
export async function askAll(call: CallModel, requests: readonly string[], timed: string): Promise<Asked> {
  const answers: unknown[] = [];
  for (const request of requests) answers.push(JSON.parse(answerJson(await call(jsonQuestion(request)))));
  const spent: number[] = [];
  const until = performance.now() + MOST_MS;
  while (performance.now() < until && spent.length < MOST_CALLS) {
    const startedAt = performance.now();
    await call(jsonQuestion(timed));
    spent.push(performance.now() - startedAt);
  }
  return { answers, ms: spent.toSorted((one, other) => one - other)[spent.length >> 1] ?? Number.NaN };
}
