// `POST /v2/repository/index`: which models there are, and in which state.
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
    onRefused: () => sendFailure(call, { failure: TOO_LARGE }),
    onBody: (body) => {
      const readyOnly = wantsReadyOnly(body);
      if (readyOnly === null) return sendFailure(call, { failure: INVALID });
      const models = context.service.registry.entries.map(describe);
      sendJson(response, 200, readyOnly ? models.filter(({ state }) => state === 'READY') : models);
    },
  });
}

const TOO_LARGE: RequestFailure = {
  code: 'REQUEST_TOO_LARGE',
  message: `The body of the request is larger than ${MAX_BODY_BYTES} bytes`,
};

const INVALID: RequestFailure = {
  code: 'REQUEST_BODY_INVALID',
  message: 'The body is neither empty nor an object such as {"ready": true}',
};

function wantsReadyOnly(body: Buffer): boolean | null {
  if (body.length === 0) return false;
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? 'ready' in value && value.ready === true : null;
  } catch {
    return null;
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
