// A load on a server: each request once, to see that it is answered, then level after level.
import { toAnswerError, unreachableError } from '../../client/answer-error.ts';
import { meanBatch } from '../../core/bench/batch-size.ts';
import type { Level, LevelResult } from '../../core/bench/level.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { tellOfToken } from '../ask/tell-of-token.ts';
import type { BenchRequest } from './bench-request.ts';
import type { BenchTarget } from './bench-target.ts';
import { peerOf, requestBytes, requestUrl } from './bench-target.ts';
import { countBatches } from './count-batches.ts';
import type { LoadProgress } from './load.ts';
import type { SenderThread } from './sender-thread.ts';
import { startSender } from './sender-thread.ts';
import type { FirstAnswer } from './sender.ts';

/** What is sent, and who is told of it. */
export interface BenchPlan {
  readonly requests: readonly BenchRequest[];
  readonly levels: readonly Level[];
  /** Whether answers are held against the first one to the same request. */
  readonly checks: boolean;
  readonly onProgress: (level: Level, progress: LoadProgress) => void;
  readonly onResult: (result: LevelResult) => void;
  readonly signal: AbortSignal;
}

/**
 * Puts a load on a server.
 *
 * @throws {TrussError} `SERVER_UNREACHABLE`, or what the server answers to a request that is asked alone.
 */
export async function benchServer(target: BenchTarget, plan: BenchPlan): Promise<readonly LevelResult[]> {
  const { requests, levels, checks, signal } = plan;
  const sent = requests.map((request) => {
    const { tolerance, ignore } = request;
    return { bytes: requestBytes(target, request), tolerance, ignore };
  });
  const sender = startSender({ peer: peerOf(target), requests: sent, checks }, signal);
  try {
    requireAnswers(target, requests, await sender.ask());
    const results: LevelResult[] = [];
    for (const level of levels) {
      const result = await runLevel(target, sender, { level, plan });
      results.push(result);
      plan.onResult(result);
    }
    return results;
  } finally {
    await sender.close();
  }
}

async function runLevel(
  target: BenchTarget,
  sender: SenderThread,
  { level, plan }: { readonly level: Level; readonly plan: BenchPlan },
): Promise<LevelResult> {
  const before = await countBatches(target, plan.signal);
  const result = await sender.load(level, (progress) => plan.onProgress(level, progress));
  return { ...result, meanBatch: meanBatch(before, await countBatches(target, plan.signal)) };
}

/** A request that fails by itself says nothing about a load. */
function requireAnswers(target: BenchTarget, requests: readonly BenchRequest[], answers: readonly FirstAnswer[]): void {
  for (const [index, request] of requests.entries()) {
    const answer = answers[index];
    if (answer === undefined || (answer.status !== null && answer.status < 300)) continue;
    const url = requestUrl(target, request);
    const { status, text, code } = answer;
    if (status === null) throw unreachableError(url, { code, message: text });
    const error = toAnswerError(url, status, text);
    if (error.code === 'AUTH_REQUIRED') tellOfToken(error);
    const hint =
      error.hint ??
      'A load is made of requests that are answered: see why this one is not with `truss predict`, or choose others.';
    throw new TrussError(error.code, { message: `${request.name}: ${error.message}`, hint, cause: error });
  }
}
