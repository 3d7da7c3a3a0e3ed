// One request on its way through an upstream process.
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';

import type { InferenceRequest } from '../../../core/inference/inference-request.ts';
import { NO_BYTES } from '../../../core/inference/inference-request.ts';
import { PiecedBody } from '../../../core/inference/pieced-body.ts';
import type { FrameHeader } from '../../../core/wire/frame.ts';
import { Form, NO_HEADER, STREAM_WINDOW_BYTES } from '../../../core/wire/frame.ts';
import { systemErrorCode } from '../../../system/system-error.ts';
import type { UpstreamRequest } from './client-request.ts';
import { answerHeaders, requestHeaders } from './forward-headers.ts';

/** A longer answer is passed on piece by piece, so that a file of gigabytes is never in memory. */
const MAX_WHOLE_BYTES = STREAM_WINDOW_BYTES;

/** Methods that have the same effect once or twice (RFC 9110, 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** What a call is made with. */
export interface CallParts {
  readonly request: InferenceRequest;
  readonly asked: UpstreamRequest;
  readonly port: number;
  readonly agent: Agent;
  /** The sink has heard all, or nobody listens any more. */
  readonly onOver: (call: UpstreamCall) => void;
  /** The connection broke, of which the sink has not heard. */
  readonly onBroken: (call: UpstreamCall, error: Error) => void;
}

/** Sends a request, and tells its sink what comes back. */
export class UpstreamCall {
  readonly request: InferenceRequest;
  /** Whether the process may have begun with it. */
  hasBegun = false;
  readonly #parts: CallParts;
  readonly #startedAt = performance.now();
  /** Until the head of its answer came. */
  #waitedMs = 0;
  #outgoing: ClientRequest;
  #response: IncomingMessage | null = null;
  #header: FrameHeader = NO_HEADER;
  #form: number = Form.RAW;
  #credit = STREAM_WINDOW_BYTES;
  #isCancelled = false;
  #isOver = false;

  constructor(parts: CallParts) {
    this.#parts = parts;
    this.request = parts.request;
    this.#outgoing = this.#send(parts.agent);
  }

  /** Nobody waits for the answer any more: the connection is closed, so that the process can know. */
  cancel(): void {
    this.#isCancelled = true;
    this.#outgoing.destroy();
  }

  /** The reader of a stream took so many bytes. */
  credit(bytes: number): void {
    this.#credit += bytes;
    if (this.#credit > 0) this.#response?.resume();
  }

  /** The request is somebody else's from now on: its sink hears nothing more of this call. */
  letGo(): void {
    this.#isOver = true;
    this.#outgoing.destroy();
  }

  /** `agent`: false for a connection of its own. */
  #send(agent: Agent | false): ClientRequest {
    const { asked, port, request } = this.#parts;
    const { method, path } = asked;
    const { body } = request;
    const headers = requestHeaders(asked, `127.0.0.1:${port}`);
    if (body.length > 0 || method === 'POST' || method === 'PUT') headers.push('content-length', String(body.length));
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent });
    outgoing.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => (this.hasBegun = true));
      else this.hasBegun = true;
    });
    outgoing.on('response', (response) => this.#receive(response));
    outgoing.on('upgrade', (_response, socket) => {
      socket.destroy();
      this.#fail(new Error('it switched to another protocol, which nobody had asked for'));
    });
    outgoing.on('error', (error) => this.#fail(error));
    outgoing.on('close', () => {
      if (this.#isCancelled) this.#conclude();
    });
    if (body instanceof PiecedBody) for (const piece of body.pieces) outgoing.write(piece);
    outgoing.end(body instanceof PiecedBody ? undefined : body);
    return outgoing;
  }

  #receive(response: IncomingMessage): void {
    const { headers, rawHeaders, statusCode } = response;
    this.#waitedMs = performance.now() - this.#startedAt;
    this.#response = response;
    const others = answerHeaders(rawHeaders, this.#parts.port).filter(([name]) => name !== 'content-type');
    const contentType = headers['content-type'];
    this.#form = formOf(contentType);
    this.#header = { status: statusCode, headers: others, ...(contentType !== undefined && { contentType }) };
    response.on('error', (error) => this.#fail(error));
    const bytes = this.#parts.asked.method === 'HEAD' ? 0 : Number(headers['content-length'] ?? Infinity);
    if (bytes <= MAX_WHOLE_BYTES) this.#collect(response);
    else this.#stream(response);
  }

  #collect(response: IncomingMessage): void {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => this.#end(() => this.#answer(Buffer.concat(chunks))));
  }

  #stream(response: IncomingMessage): void {
    let isEmpty = true;
    response.on('data', (chunk: Buffer) => {
      if (this.#isOver || this.#isCancelled) return;
      isEmpty = false;
      const { request } = this;
      request.itemCame(performance.now());
      this.#credit -= chunk.length;
      if (this.#credit <= 0) response.pause();
      request.sink.chunk(this.#form, this.#header, chunk);
    });
    response.on('end', () => this.#end(() => (isEmpty ? this.#answer(NO_BYTES) : this.request.sink.end())));
  }

  #answer(body: Uint8Array): void {
    this.request.sink.answer(this.#form, this.#header, body);
  }

  #end(tell: () => void): void {
    if (this.#isOver || this.#isCancelled) return;
    const ms = performance.now() - this.#startedAt;
    this.request.computed(Math.round(ms * 1000), [
      { name: 'wait', startMs: 0, ms: this.#waitedMs },
      { name: 'receive', startMs: this.#waitedMs, ms: ms - this.#waitedMs },
    ]);
    tell();
    this.#conclude();
  }

  #fail(error: Error): void {
    if (this.#isOver || this.#isCancelled) return;
    if (this.#isStale(error)) this.#outgoing = this.#send(false);
    else this.#parts.onBroken(this, error);
  }

  /**
   * A server may close a connection that was kept alive just when it is used again. Nobody can tell that from one that has read the
   * request and then ended, so that only what may be done twice is sent again (RFC 9110, 9.2.2).
   */
  #isStale(error: Error): boolean {
    const code = systemErrorCode(error);
    const hasBroken = code === 'ECONNRESET' || code === 'EPIPE';
    const mayRepeat = this.#response === null && IDEMPOTENT.has(this.#parts.asked.method);
    return mayRepeat && this.#outgoing.reusedSocket && hasBroken;
  }

  #conclude(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.onOver(this);
  }
}

/** What an answer is, for those who ask without HTTP: `truss predict` shows JSON and text, and writes down anything else. */
function formOf(contentType = ''): number {
  if (/^application\/(?:[\w.-]+\+)?json\b/i.test(contentType)) return Form.JSON;
  return /^text\//i.test(contentType) ? Form.TEXT : Form.RAW;
}
