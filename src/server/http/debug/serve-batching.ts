import type { Entry } from '../../service/entry.ts';
import { sendJson } from '../answer/send.ts';
import type { RouteCall } from '../exchange/route-call.ts';

/** `GET /debug/batching`: which batches each model computed last, how large they were, and why each was sent when it was. */
export function serveBatching({ context, response }: RouteCall): void {
  sendJson(response, 200, { models: context.service.registry.entries.map(describeBatching) });
}

function describeBatching({ name, version, capabilities, batches }: Entry): object {
  const { count, requests, last } = batches;
  return {
    name,
    version,
    max_batch_size: capabilities?.maxBatchSize ?? null,
    batches: count,
    mean_size: count === 0 ? null : rounded(requests / count),
    last: last.map(({ at, size, reason, waitedMs, computeMs }) => ({
      at: new Date(at).toISOString(),
      size,
      reason,
      waited_ms: rounded(waitedMs),
      compute_ms: rounded(computeMs),
    })),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
