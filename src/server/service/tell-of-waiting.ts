// Says when it first costs something that an async model gets one request after another.
import type { Capabilities } from '../backends/backend.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { EndingObserver, RequestEnding } from './ending.ts';

/** A shorter wait is that of any busy model, and nobody notices it. */
const NOTICED_MS = 100;

/** An observer that warns, once for each model as it was loaded, where its requests have waited for nothing. */
export function tellOfWaiting(logger: Logger): EndingObserver {
  const told = new WeakSet<Capabilities>();
  return ({ entry, isSession, queueMs }: RequestEnding) => {
    if (queueMs < NOTICED_MS || isSession || entry === null || entry.limits.predictConcurrency > 1) return;
    const { capabilities } = entry;
    if (capabilities === null || told.has(capabilities)) return;
    const method = asyncMethod(capabilities);
    if (method === undefined) return;
    told.add(capabilities);
    logger.warn(
      { entry: entry.name, queueMs: Math.round(queueMs) },
      `Requests wait for each other: ${method} is async, and the model gets one at a time while runtime.predict_concurrency is 1. Set it to as many as may run side by side`,
    );
  };
}

/** A method of the model that could wait for others beside each other; WebSockets do anyway. */
function asyncMethod({ methods }: Capabilities): string | undefined {
  const found = Object.entries(methods).find(
    ([name, { kind }]) => name !== 'websocket' && (kind === 'async' || kind === 'asyncGenerator'),
  );
  return found?.[0];
}
