// A sender in a thread of its own, as seen from outside.
import { Worker } from 'node:worker_threads';

import type { Level, LevelResult } from '../../core/bench/level.ts';
import type { LoadProgress } from './load.ts';
import type { FirstAnswer, SenderMessage, SenderOptions, SenderTask } from './sender.ts';

/** Beside this module among the sources, and beside all others in the bundle. */
const SCRIPT = import.meta.url.endsWith('.ts') ? './sender-main.ts' : './bench-sender.mjs';

/** Sends loads. */
export interface SenderThread {
  /** Asks each request once. */
  ask(): Promise<readonly FirstAnswer[]>;
  load(level: Level, onProgress: (progress: LoadProgress) => void): Promise<Omit<LevelResult, 'meanBatch'>>;
  close(): Promise<void>;
}

/** Starts a sender. What it is asked for is rejected with the reason of `signal` when that is aborted. */
export function startSender(options: SenderOptions, signal: AbortSignal): SenderThread {
  const worker = new Worker(new URL(SCRIPT, import.meta.url), { workerData: options });
  const run = <T>(task: SenderTask, take: (message: SenderMessage) => T | null): Promise<T> =>
    new Promise((done, fail) => {
      const settle = (end: () => void): void => {
        worker.off('message', onMessage).off('error', onError);
        signal.removeEventListener('abort', onAbort);
        end();
      };
      const onMessage = (message: SenderMessage): void => {
        const taken = take(message);
        if (taken !== null) settle(() => done(taken));
      };
      const onError = (error: unknown): void => settle(() => fail(error));
      const onAbort = (): void => settle(() => fail(signal.reason));
      worker.on('message', onMessage).on('error', onError);
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) return onAbort();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node has no origin
      worker.postMessage(task);
    });
  return {
    ask: () => run({ kind: 'ask' }, (message) => (message.kind === 'asked' ? message.answers : null)),
    load: (level, onProgress) =>
      run({ kind: 'load', level }, (message) => {
        if (message.kind === 'progress') onProgress(message.progress);
        return message.kind === 'loaded' ? message.result : null;
      }),
    close: async () => void (await worker.terminate()),
  };
}
