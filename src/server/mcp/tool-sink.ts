// Turns what becomes of a request to a model into what becomes of the call of a tool.
import type { Sink } from '../../core/inference/inference-request.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { progressMessage, resultMessage } from '../../core/mcp/json-rpc.ts';
import type { ToolCall } from '../../core/mcp/take-message.ts';
import type { ToolAnswer } from '../../core/mcp/tool-result.ts';
import { failedResult, toolResult } from '../../core/mcp/tool-result.ts';
import { contentTypeOf } from '../../core/wire/body-form.ts';
import type { FrameHeader } from '../../core/wire/frame.ts';
import { Form } from '../../core/wire/frame.ts';
import { answerOf, failureText } from './tool-answer.ts';
import { ToolItems } from './tool-items.ts';

/** Who has called a tool. */
export interface ToolCaller {
  /** An item of a stream came, of so many bytes; `message`: what tells of it, null where that is not wanted. */
  progress(message: string | null, bytes: number): void;
  /** The call is over: `message` answers it. `failure`: why the model gave no answer, null where it did. */
  done(message: string, failure: RequestFailure | null): void;
  /** The model need not go on. */
  giveUp(): void;
}

/** A stream is kept until its end, since the answer is all of it: more than this nobody means to read at once. */
const MAX_JOINED_BYTES = 64 * 2 ** 20;

const TOO_LONG: RequestFailure = {
  code: 'REQUEST_NEEDS_STREAM',
  message: 'The answer is a stream of more than 64 MiB, which is too long for the result of a tool',
};

const NO_ITEMS: ToolAnswer = { kind: 'text', text: '' };

/** From what status on an answer of the model's own is a failure (RFC 9110, 15). */
const FIRST_FAILURE = 400;

/** The sink of a request that a tool was called for. */
export class ToolSink implements Sink {
  readonly #call: ToolCall;
  readonly #caller: ToolCaller;
  readonly #dev: boolean;
  #items: ToolItems | null = null;
  #isOver = false;

  constructor(call: ToolCall, caller: ToolCaller, dev: boolean) {
    this.#call = call;
    this.#caller = caller;
    this.#dev = dev;
  }

  answer(form: number, header: FrameHeader, payload: Uint8Array): void {
    const answer = answerOf(typeOf(form, header), payload, header['contentType'] === undefined);
    const { status } = header;
    if (typeof status !== 'number' || status < FIRST_FAILURE) return this.#done(answer);
    const said = answer.kind === 'json' ? answer.json : answer.kind === 'text' ? answer.text : answer.mediaType;
    this.fail({ code: 'MODEL_HTTP_ERROR', message: `The model answered with status ${status}: ${said}`, status });
  }

  chunk(form: number, header: FrameHeader, payload: Uint8Array): void {
    if (this.#isOver) return;
    const { tool, progressToken } = this.#call;
    this.#items ??= new ToolItems(typeOf(form, header), tool.method !== 'predict');
    const text = this.#items.add(payload);
    if (this.#items.bytes > MAX_JOINED_BYTES) {
      this.#caller.giveUp();
      return this.fail(TOO_LONG);
    }
    const message = progressToken === null ? null : progressMessage(progressToken, this.#items.count, text);
    this.#caller.progress(message, payload.length);
  }

  end(): void {
    this.#done(this.#items?.join() ?? NO_ITEMS);
  }

  fail(failure: RequestFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { id, era } = this.#call;
    this.#caller.done(resultMessage(id, failedResult(failureText(failure, this.#dev), era)), failure);
  }

  #done(answer: ToolAnswer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { id, tool, era } = this.#call;
    this.#caller.done(resultMessage(id, toolResult(answer, tool, era)), null);
  }
}

function typeOf(form: number, header: FrameHeader): string {
  const { contentType } = header;
  return typeof contentType === 'string' ? contentType : contentTypeOf(form === Form.NONE ? Form.TEXT : form);
}
