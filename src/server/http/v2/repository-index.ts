// `POST /v2/repository/index`: which models there are, and in which state.
import { longerThan } from '../../../core/inference/body-refusals.ts';
import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { Entry } from '../../service/entry.ts';
import { sendFailure, sendJson } from '../answer/send.ts';
import { readBody } from '../body/read-body.ts';
import type { RouteCall } from '../exchange/route-call.ts';

/** A name and a flag are all that it may say. */
const MAX_BODY_BYTES = 4096;

/** Answers with every model, or with those that are ready where the body says `{"ready": true}`. */
export function serveRepositoryIndex(call: RouteCall): void {
  const { context, request, response } = call;
  readBody(request, {
    maxBytes: MAX_BODY_BYTES,
    announcedBytes: Number(request.headers['content-length']),
    // Not worth counting.
    hold: () => true,
    onRefused: () => sendFailure(call, { failure: longerThan(MAX_BODY_BYTES) }),
    onBody: (body) => {
      const readyOnly = wantsReadyOnly(body);
      if (isRefusal(readyOnly)) return sendFailure(call, { failure: readyOnly });
      const models = context.service.registry.entries.map(describe);
      sendJson(response, 200, readyOnly ? models.filter(({ state }) => state === 'READY') : models);
    },
  });
}

const INVALID: RequestFailure = {
  code: 'REQUEST_BODY_INVALID',
  message: 'The body is neither empty nor an object such as {"ready": true}',
};

function wantsReadyOnly(body: Buffer): OrRefusal<boolean> {
  if (body.length === 0) return false;
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? 'ready' in value && value.ready === true : INVALID;
  } catch {
    return INVALID;
  }
}

function describe({ name, version, readiness }: Entry): {
  name: string;
  version: string;
  state: string;
  reason: string;
} {
  const reason = readiness.healthy ? '' : readiness.reason;
  return { name, version, state: readiness.healthy ? 'READY' : 'UNAVAILABLE', reason };
}
