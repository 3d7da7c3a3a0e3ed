// A request to a model, from its headers to the queue. Bytes go in and come out; no JSON is parsed here.
import { tooLarge } from '../../../core/inference/body-refusals.ts';
import type { Sink } from '../../../core/inference/inference-request.ts';
import { PiecedBody } from '../../../core/inference/pieced-body.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { BodyForm } from '../../../core/wire/body-form.ts';
import { Form } from '../../../core/wire/frame.ts';
import type { Entry } from '../../service/entry.ts';
import { replacedFailure } from '../../service/replaced.ts';
import { OFFSET_HEADER } from '../body/binary-offset.ts';
import { EMPTY_BODY, unreadableType } from '../body/body-refusals.ts';
import { readBody } from '../body/read-body.ts';
import { binaryForm, isPassedOn, unpackBody } from '../body/unpack-body.ts';
import { inflateBody } from '../coding/inflate-body.ts';
import { requestCoding } from '../coding/request-coding.ts';
import { Exchange } from './exchange.ts';
import type { Operation } from './operation.ts';
import { PASS_THROUGH } from './passthrough.ts';
import { timeoutMs, TIMEOUT_HEADER } from './request-deadline.ts';
import { requestHeader } from './request-header.ts';
import type { ModelCall } from './route-call.ts';

/** Asks a model what its route stands for, and answers. */
export function serveInference(call: ModelCall, entry: Entry, operation: Operation): void {
  const exchange = new Exchange(call, operation);
  exchange.life.entry = entry;
  // Before the body is read: whoever is refused need not send it.
  const refusal = call.context.service.refusal(entry);
  if (refusal !== null) return exchange.fail(refusal);
  const submit = (bytes: ReceivedBody, body: BodyForm): void => submitBody(exchange, entry, { bytes, body });
  receiveBody(exchange, entry.limits.maxBodyBytes, submit, submit);
}

/** Of what is shorter the garbage collector hears little. */
const LARGE_BYTES = 64 * 1024;

/** A body, which nobody needs in one piece that hands it on. */
type ReceivedBody = Buffer | PiecedBody;

/**
 * Reads the body of an exchange; whatever is wrong with it is answered here. Who has no need for it in one piece takes it in those in which
 * it came.
 */
export function receiveBody(
  exchange: Exchange,
  maxBytes: number,
  onBody: (bytes: Buffer, body: BodyForm) => void,
  onPieces: ((bytes: PiecedBody, body: BodyForm) => void) | null = null,
): void {
  const { operation } = exchange;
  const { request, response } = exchange.call;
  const { headers } = request;
  const body = operation.bodyForm(headers['content-type'], headers);
  if (body === null) return exchange.fail(unreadableType(headers['content-type']));
  const coding = requestCoding(headers['content-encoding']);
  if (isRefusal(coding)) return exchange.fail(coding);
  const announcedBytes = Number(headers['content-length']);
  if (announcedBytes > maxBytes) return exchange.fail(tooLarge(maxBytes));
  // Clients of HTTP/1.0 know no such answer, whatever somebody before them has added (RFC 9110, 10.1.1).
  if (headers.expect !== undefined && request.httpVersion === '1.1') response.writeContinue();
  const hold = (bytes: number): boolean => exchange.hold(bytes);
  const onRefused = (failure: RequestFailure): void => {
    if (!exchange.isAbandoned) exchange.fail(failure);
  };
  const onWhole = (bytes: Buffer): void => {
    if (exchange.isAbandoned) return;
    if (bytes.length === 0 && !operation.takesNoBody) return exchange.fail(EMPTY_BODY);
    if (isPassedOn(body)) return onBody(bytes, body);
    const unpacked = unpackBody(bytes, body, headers);
    if (isRefusal(unpacked)) return exchange.fail(unpacked);
    onBody(unpacked.bytes, unpacked.body);
  };
  const onAllPieces = (bytes: PiecedBody): void => {
    if (exchange.isAbandoned || onPieces === null) return;
    if (body.form !== Form.V2_BINARY) return onPieces(bytes, body);
    const form = binaryForm(bytes.length, body, headers[OFFSET_HEADER]);
    if (isRefusal(form)) return exchange.fail(form);
    onPieces(bytes, form);
  };
  const onRead =
    coding === null
      ? onWhole
      : (coded: Buffer) => inflateBody(coded, { coding, maxBytes, hold, onBody: onWhole, onRefused });
  const takesPieces = onPieces !== null && coding === null && isReadNowhere(body, operation);
  readBody(request, {
    maxBytes,
    announcedBytes,
    hold,
    onBody: onRead,
    onPieces: takesPieces ? onAllPieces : null,
    onRefused,
  });
}

/** Whether nothing but the JSON before raw tensors is looked into on this side of the worker. */
function isReadNowhere(body: BodyForm, { bodyTimeoutMs }: Operation): boolean {
  return body.form === Form.V2_BINARY || (isPassedOn(body) && bodyTimeoutMs === null);
}

/** What the front may read of a body. */
function readable(bytes: ReceivedBody, { members }: BodyForm): Buffer {
  if (!(bytes instanceof PiecedBody)) return bytes;
  const { buffer, byteOffset, byteLength } = bytes.beginning(Number(members?.['binaryOffset'] ?? 0));
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What is asked of a model. */
export interface Submission {
  readonly bytes: ReceivedBody;
  readonly body: BodyForm;
  /** Default: the exchange's own. */
  readonly operation?: Operation;
  /** Who hears of the answer. Default: the exchange, which sends it as it is. */
  readonly sink?: Sink;
}

/** Puts an exchange whose body has come into the queue of an entry. */
export function submitBody(
  exchange: Exchange,
  entry: Entry,
  { bytes, body, operation = exchange.operation, sink = exchange }: Submission,
): void {
  const { call } = exchange;
  const { id, startedAt } = exchange.life;
  if (operation === PASS_THROUGH && !entry.facts.passesThrough) return sink.fail(replacedFailure(entry.name));
  const headerTimeout = timeoutMs(call.request.headers[TIMEOUT_HEADER]);
  if (isRefusal(headerTimeout)) return sink.fail(headerTimeout);
  const bodyTimeout = operation.bodyTimeoutMs?.(readable(bytes, body), body) ?? Infinity;
  if (isRefusal(bodyTimeout)) return sink.fail(bodyTimeout);
  const timeout = Math.min(headerTimeout, bodyTimeout);
  exchange.deadlineAt = startedAt + Math.min(timeout, entry.limits.timeoutMs);
  const header = requestHeader(exchange, entry, { body, operation });
  const accept = operation.answerForm(body.form);
  const isPrediction = operation.method === null;
  const deadlineAt = startedAt + timeout;
  // A large one in a single piece is freed with its request as well.
  const sent = bytes.length > LARGE_BYTES && bytes instanceof Buffer ? new PiecedBody([bytes]) : bytes;
  const input = { id, body: sent, form: body.form, accept, header, deadlineAt, sink, isPrediction };
  exchange.life.entry = entry;
  exchange.sent(call.context.service.submit(entry, input));
}
