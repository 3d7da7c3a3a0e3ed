// Whole answers, each in one call of writeHead and one of end.
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { statusOf } from '../../../core/inference/request-failure.ts';
import type { HttpRequest } from '../direct/direct-request.ts';
import type { HttpResponse } from '../direct/direct-response.ts';
import { hasBody, modelHeaders } from './answer-head.ts';
import type { ErrorShape } from './error-shape.ts';
import { plainError } from './error-shape.ts';

/** Refusals after which another try makes sense, and after how long where nobody knows better. */
const RETRY_AFTER_MS: Readonly<Record<number, number>> = { 429: 1000, 503: 1000 };

/** A request body up to this size is read and thrown away rather than costing its sender the connection. */
const MAX_DUMPED_BYTES = 64 * 1024;

/** Sends a JSON value. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))]);
  response.end(body);
}

/** Whose request is answered, and in which server. */
export interface Recipient {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly context: {
    /** Whether clients may see tracebacks. */
    readonly dev: boolean;
    readonly limits: {
      /** How long a refused body is still read and thrown away. */
      readonly lingerMs: number;
    };
  };
}

/** What a failed request is answered with. */
export interface FailureAnswer {
  readonly failure: RequestFailure;
  /** Default: `plainError`. */
  readonly errorShape?: ErrorShape;
  /** The request's id, where it has one. */
  readonly id?: string;
  /** More headers: name, value, name, value. */
  readonly headers?: readonly string[];
}

/** Sends a failure. What is left of the request's body is thrown away; a long one costs its sender the connection. */
export function sendFailure(
  { context, request, response }: Recipient,
  { failure, errorShape = plainError, id, headers: more = [] }: FailureAnswer,
): void {
  const status = statusOf(failure);
  // A model may say by an exception that there is nothing to say.
  const body = hasBody(status) ? Buffer.from(JSON.stringify(errorShape(failure, context.dev))) : null;
  const headers = body === null ? [] : ['Content-Type', 'application/json', 'Content-Length', String(body.length)];
  headers.push(...more, ...modelHeaders(failure.headers));
  if (id !== undefined) headers.push('X-Request-Id', id);
  // RFC 9110, 11.6.1: who is refused is told which scheme would do.
  if (status === 401) headers.push('WWW-Authenticate', 'Bearer');
  const retryAfterMs = failure.retryAfterMs ?? RETRY_AFTER_MS[status];
  if (retryAfterMs !== undefined) headers.push('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  const mustClose = isLongUnread(request);
  if (mustClose) response.shouldKeepAlive = false;
  response.writeHead(status, headers);
  if (body !== null && mustClose) linger(request, response, { body, lingerMs: context.limits.lingerMs });
  else response.end(body);
}

/** Whether more of the request's body is still to come than is worth waiting for. */
function isLongUnread(request: HttpRequest): request is IncomingMessage {
  if (request.complete) return false;
  const length = request.headers['content-length'];
  return length === undefined ? request.headers['transfer-encoding'] !== undefined : Number(length) > MAX_DUMPED_BYTES;
}

/**
 * Sends the whole answer, but ends the response, and with it the connection, only when the sender has stopped sending or
 * `lingerMs` later: closing a socket with unread data in it resets it, and the sender would never see the answer.
 */
function linger(
  request: IncomingMessage,
  response: HttpResponse,
  { body, lingerMs }: { body: Buffer; lingerMs: number },
): void {
  response.write(body);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingerMs);
  request.once('end', end).once('close', end);
  request.resume();
}
