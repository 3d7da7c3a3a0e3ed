import { setTimeout as sleep } from 'node:timers/promises';

import { askUpstream, isSuccess, MAX_STATUS_BYTES } from './probe.ts';

/** Soon enough that a small server is not kept waiting, seldom enough that a loading one does not notice. */
const ASK_EVERY_MS = 100;

/** From then on it is asked less often: it loads something large, or the path is wrong. */
const OFTEN_FOR_MS = 10_000;
const ASK_SELDOM_MS = 1000;

/** A server that is busy with loading may answer late. */
const ANSWER_WITHIN_MS = 5000;

/** What is waited for. */
export interface Readiness {
  readonly port: number;
  readonly path: string;
  readonly withinMs: number;
  /** The process is gone. */
  readonly signal: AbortSignal;
  /** Is told what the server says each time that it is asked and is not ready. */
  readonly onAnswer: (answer: string) => void;
}

/** How the wait ended; `answer`: what the server said last, for people. */
export type ReadinessOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'timedOut'; readonly answer: string };

/** Asks a server whether it is ready until it says so, its process ends, or the time is over. */
export async function awaitReady({ port, path, withinMs, signal, onAnswer }: Readiness): Promise<ReadinessOutcome> {
  const startedAt = performance.now();
  const until = startedAt + withinMs;
  let answer = 'it does not listen';
  while (performance.now() < until) {
    if (signal.aborted) return { kind: 'gone' };
    try {
      const { status } = await askUpstream({ port, path, withinMs: ANSWER_WITHIN_MS, maxBytes: MAX_STATUS_BYTES });
      if (isSuccess(status)) return { kind: 'ready' };
      answer = `it answers ${status}`;
    } catch (error) {
      answer = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED' ? answer : String(error);
    }
    onAnswer(answer);
    const isEarly = performance.now() - startedAt < OFTEN_FOR_MS;
    await sleep(isEarly ? ASK_EVERY_MS : ASK_SELDOM_MS, undefined, { signal }).catch(() => {});
  }
  return { kind: 'timedOut', answer };
}
