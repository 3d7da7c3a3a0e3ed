// A request to a model, from its headers to the queue. Bytes go in and come out; nothing is parsed here.
import type { IncomingHttpHeaders } from 'node:http';

import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { Entry } from '../service/entry.ts';
import type { BodyForm } from './body-form.ts';
import { Exchange } from './exchange.ts';
import type { Operation } from './operation.ts';
import { readBody } from './read-body.ts';
import { timeoutMs, TIMEOUT_HEADER } from './request-deadline.ts';
import { requestHeader } from './request-header.ts';
import type { RouteCall } from './route-call.ts';

/** Asks a model what its route stands for, and answers. */
export function serveInference(call: RouteCall, entry: Entry, operation: Operation): void {
  const exchange = new Exchange(call, operation);
  exchange.entry = entry;
  // Before the body is read: whoever is refused need not send it.
  const refusal = call.context.service.refusal(entry);
  if (refusal !== null) return exchange.fail(refusal);
  receiveBody(exchange, entry.limits.maxBodyBytes, (bytes, body) => submitBody(exchange, entry, { bytes, body }));
}

/** Reads the body of an exchange; whatever is wrong with it is answered here. */
export function receiveBody(
  exchange: Exchange,
  maxBytes: number,
  onBody: (bytes: Buffer, body: BodyForm) => void,
): void {
  const { operation } = exchange;
  const { request, response } = exchange.call;
  const { headers } = request;
  const body = operation.bodyForm(headers['content-type']);
  const failure = encodingFailure(headers);
  if (failure !== null) return exchange.fail(failure);
  if (body === null) return exchange.fail(unreadable(headers['content-type']));
  const announcedBytes = Number(headers['content-length']);
  if (announcedBytes > maxBytes) return exchange.fail(tooLarge(maxBytes));
  if (headers.expect !== undefined) response.writeContinue();
  readBody(request, {
    maxBytes,
    announcedBytes,
    hold: (bytes) => exchange.hold(bytes),
    onBody: (bytes) => {
      if (bytes.length === 0 && !operation.takesNoBody) return exchange.fail(EMPTY);
      onBody(bytes, body);
    },
    onRefused: (reason) => exchange.fail(reason === 'tooLarge' ? tooLarge(maxBytes) : NO_ROOM),
  });
}

/** Puts an exchange whose body has come into the queue of an entry. */
export function submitBody(
  exchange: Exchange,
  entry: Entry,
  { bytes, body }: { readonly bytes: Buffer; readonly body: BodyForm },
): void {
  const { id, call, operation, startedAt } = exchange;
  const timeout = timeoutMs(call.request.headers[TIMEOUT_HEADER], entry.limits.timeoutMs);
  if (typeof timeout !== 'number') return exchange.fail(timeout);
  const header = requestHeader(exchange, entry, body.contentType);
  const accept = operation.answerForm(body.form);
  const input = { id, body: bytes, form: body.form, accept, header, deadlineAt: startedAt + timeout, sink: exchange };
  exchange.entry = entry;
  exchange.sent(call.context.service.submit(entry, input));
}

const EMPTY: RequestFailure = {
  code: 'REQUEST_BODY_INVALID',
  message: 'The body of the request is empty, where a JSON document such as {"inputs": [...]} is expected',
};

const NO_ROOM: RequestFailure = {
  code: 'SERVER_BUSY',
  message: 'The bodies of the requests that are being answered fill the memory set apart for them',
};

function tooLarge(maxBytes: number): RequestFailure {
  const message = `The body of the request is larger than ${maxBytes} bytes`;
  return { code: 'REQUEST_TOO_LARGE', message, hint: 'Send less, or raise runtime.max_body.' };
}

function encodingFailure(headers: IncomingHttpHeaders): RequestFailure | null {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return null;
  const message = `A body with content-encoding ${JSON.stringify(encoding)} cannot be read; send it as it is`;
  return { code: 'REQUEST_ENCODING_UNSUPPORTED', message };
}

function unreadable(contentType: string | undefined): RequestFailure {
  const message = `A body of content type ${JSON.stringify(contentType)} cannot be read`;
  return { code: 'REQUEST_ENCODING_UNSUPPORTED', message, hint: 'Send application/json.' };
}
