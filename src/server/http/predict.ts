// `POST /v1/models/{name}:predict`. Bytes go in and come out; nothing is parsed here.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { Form } from '../../core/wire/frame.ts';
import type { Entry } from '../service/entry.ts';
import { bodyForm } from './body-form.ts';
import { Exchange } from './exchange.ts';
import type { HttpContext } from './http-context.ts';
import { readBody } from './read-body.ts';
import { timeoutMs, TIMEOUT_HEADER } from './request-deadline.ts';
import { requestHeader } from './request-header.ts';
import { requestId } from './request-id.ts';

/** Answers one prediction. */
export function servePredict(
  context: HttpContext,
  entry: Entry,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const startedAt = performance.now();
  const { headers } = request;
  const id = requestId(headers['x-request-id']);
  const exchange = new Exchange({ context, entry, request, response, id, startedAt });
  const timeout = timeoutMs(headers[TIMEOUT_HEADER], entry.limits.timeoutMs);
  const body = bodyForm(headers['content-type']);
  // Before the body is read: whoever is refused need not send it.
  const failure = context.service.refusal(entry) ?? encodingFailure(headers);
  if (failure !== null) return exchange.fail(failure);
  if (typeof timeout !== 'number') return exchange.fail(timeout);
  if (body === null) return exchange.fail(unreadable(headers['content-type']));
  const maxBytes = entry.limits.maxBodyBytes;
  const announcedBytes = Number(headers['content-length']);
  if (announcedBytes > maxBytes) return exchange.fail(tooLarge(maxBytes));
  if (headers.expect !== undefined) response.writeContinue();
  const onBody = (bytes: Buffer): void => {
    if (bytes.length === 0) return exchange.fail(EMPTY);
    const header = requestHeader({ request, entry, contentType: body.contentType });
    const accept = body.form === Form.MSGPACK ? Form.MSGPACK : Form.JSON;
    const input = { id, body: bytes, form: body.form, accept, header, deadlineAt: startedAt + timeout, sink: exchange };
    exchange.sent(context.service.submit(entry, input));
  };
  readBody(request, {
    maxBytes,
    announcedBytes,
    hold: (bytes) => exchange.hold(bytes),
    onBody,
    onRefused: (reason) => exchange.fail(reason === 'tooLarge' ? tooLarge(maxBytes) : NO_ROOM),
  });
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
  if (encoding === undefined || encoding === 'identity') return null;
  const message = `A body with content-encoding ${JSON.stringify(encoding)} cannot be read; send it as it is`;
  return { code: 'REQUEST_ENCODING_UNSUPPORTED', message };
}

function unreadable(contentType: string | undefined): RequestFailure {
  const message = `A body of content type ${JSON.stringify(contentType)} cannot be read`;
  return { code: 'REQUEST_ENCODING_UNSUPPORTED', message, hint: 'Send application/json.' };
}
