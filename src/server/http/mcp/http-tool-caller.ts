import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { Form, NO_HEADER } from '../../../core/wire/frame.ts';
import type { ToolCaller } from '../../mcp/tool-sink.ts';
import { EVENT_STREAM } from '../answer/stream-writer.ts';
import type { Exchange } from '../exchange/exchange.ts';

const EVENTS = { contentType: EVENT_STREAM };

/** A call that came over HTTP: its progress is a stream of events, of which the answer is the last; without any it is a body of JSON. */
export class HttpToolCaller implements ToolCaller {
  readonly #exchange: Exchange;
  readonly #takesEvents: boolean;
  readonly #onOver: () => void;

  constructor(
    exchange: Exchange,
    { takesEvents, onOver }: { readonly takesEvents: boolean; readonly onOver: () => void },
  ) {
    this.#exchange = exchange;
    this.#takesEvents = takesEvents;
    this.#onOver = onOver;
  }

  progress(message: string | null, bytes: number): void {
    if (message === null || !this.#takesEvents) this.#exchange.took(bytes);
    else this.#exchange.chunk(Form.TEXT, EVENTS, eventOf(message), bytes);
  }

  done(message: string, failure: RequestFailure | null): void {
    this.#onOver();
    // The client gets an answer, and the log and the metrics what became of the request to the model.
    if (failure !== null) this.#exchange.failedWith(failure);
    if (!this.#exchange.isStreaming) return this.#exchange.answer(Form.JSON, NO_HEADER, Buffer.from(message));
    this.#exchange.chunk(Form.TEXT, EVENTS, eventOf(message), 0);
    this.#exchange.end();
  }

  giveUp(): void {
    this.#exchange.cancelInference();
  }
}

/** A message as a server-sent event: it has no line breaks. */
function eventOf(message: string): Buffer {
  return Buffer.from(`event: message\ndata: ${message}\n\n`);
}
