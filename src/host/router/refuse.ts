import type { ServerResponse } from 'node:http';

import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { statusOf } from '../../core/inference/request-failure.ts';
import { plainError } from '../../server/http/answer/error-shape.ts';
import { sendJson } from '../../server/http/answer/send.ts';

/** Answers why nothing is handed on, as our servers would; what is left of the request costs its sender the connection. */
export function refuse(response: ServerResponse, failure: RequestFailure): void {
  if (!response.req.complete) response.shouldKeepAlive = false;
  sendJson(response, statusOf(failure), plainError(failure, false));
}
