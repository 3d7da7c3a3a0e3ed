import { Socket } from 'node:net';

import { STREAM_WINDOW_BYTES } from '../../../core/wire/frame.ts';
import type { UnreadAnswer, UnreadAnswers } from '../../service/unread-answers.ts';
import type { HttpResponse } from '../direct/direct-response.ts';
import type { AnswerHead } from './answer-head.ts';
import { ChunkedItems } from './chunked-items.ts';
import { ResponseReader, watchRest } from './hand-over.ts';

/** Who is told how a stream's reader gets on. */
export interface StreamReader {
  /** So many bytes were taken: the worker may produce as many again. */
  readonly take: (bytes: number) => void;
  /** The reader is behind: that nothing comes is not the model's fault. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** There is no room for what is not read: the stream is to be given up. */
  readonly refuse: () => void;
  /** Who bounds what is not read. */
  readonly unread: UnreadAnswers;
}

/** Credit goes back in such portions: a frame for every token would cost more than the token. */
export const CREDIT_PORTION_BYTES = STREAM_WINDOW_BYTES / 8;

/** The media type of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export const EVENT_STREAM = 'text/event-stream';

/** A chunked response. The head goes out with the first item. */
export class StreamWriter {
  readonly status: number;
  readonly #response: HttpResponse;
  readonly #reader: StreamReader;
  readonly #takes: ResponseReader;
  readonly #isEvents: boolean;
  /** Bytes written for which no credit was given back yet. */
  #owed = 0;
  /** What waits for the reader; null where nothing does. */
  #unread: UnreadAnswer | null = null;
  readonly #chunks: ChunkedItems | null;

  constructor(response: HttpResponse, { status, headers }: AnswerHead, reader: StreamReader) {
    this.status = status;
    this.#response = response;
    this.#reader = reader;
    this.#takes = new ResponseReader(response);
    this.#isEvents = headers[headers.indexOf('Content-Type') + 1]?.startsWith(EVENT_STREAM) === true;
    // Proxies that buffer would hold back the tokens.
    response.writeHead(status, [...headers, 'X-Accel-Buffering', 'no']);
    this.#chunks = ChunkedItems.of(response, this.#send);
    response.on('drain', this.#onDrain).once('close', this.#forget);
  }

  /** Writes one item, for which the worker may produce as many bytes again as it is worth. */
  write(item: Uint8Array, worth = item.length): void {
    this.#owed += worth;
    if (this.#chunks === null) this.#send(item);
    else this.#chunks.add(item);
  }

  /** Completes the response. */
  end(): void {
    this.#forget();
    this.#endWith(NOTHING);
    watchRest(this.#response, { unread: this.#reader.unread, deadlineAt: Infinity });
  }

  /** Ends a stream of which the rest does not come, so that its reader can tell. `error`: what it is told, where there is a way to. */
  breakOff(error: object): void {
    const response = this.#response;
    // A reader that is behind would be told only when it has read on, if ever.
    if (this.#isEvents && !response.writableNeedDrain) this.#endWith(Buffer.from(errorEvent(error)));
    else {
      this.#chunks?.flush();
      if (this.#chunks === null) reset(response);
      else cutOff(response);
    }
  }

  readonly #send = (bytes: Uint8Array): void => {
    this.#takes.given += bytes.length;
    if (!this.#response.write(bytes)) this.#wait(bytes.length);
    else if (this.#unread === null && this.#owed >= CREDIT_PORTION_BYTES) this.#giveCredit();
  };

  #endWith(last: Uint8Array): void {
    this.#response.end(this.#chunks === null ? last : this.#chunks.end(last));
  }

  readonly #onDrain = (): void => {
    this.#forget();
    this.#reader.resume();
    this.#giveCredit();
  };

  /** The reader is behind. For how long it may be is the request's to say; how much may wait for all of them together is not. */
  #wait(bytes: number): void {
    const { unread } = this.#reader;
    const hasRoom = unread.roomFor(bytes);
    this.#unread ??= unread.hold(this.#takes, 0, Infinity);
    this.#unread.grow(bytes);
    this.#reader.pause();
    if (!hasRoom) this.#reader.refuse();
  }

  readonly #forget = (): void => {
    this.#unread?.release();
    this.#unread = null;
  };

  #giveCredit(): void {
    const bytes = this.#owed;
    this.#owed = 0;
    if (bytes > 0) this.#reader.take(bytes);
  }
}

const NOTHING = new Uint8Array(0);

/** An event that the clients of OpenAI and Anthropic raise as an error. The first line ends an event of which only a part came. */
function errorEvent(error: object): string {
  return `\n\nevent: error\ndata: ${JSON.stringify(error)}\n\n`;
}

/** The status is on its way: only a response that is cut off says that this is not all. What was written still goes out. */
function cutOff(response: HttpResponse): void {
  // A pipelined response has no socket before its turn; destroyed, it ends the connection when that comes.
  if (response.writableNeedDrain || response.socket === null) response.destroy();
  else response.socket.destroySoon();
}

/**
 * A body without a length and without chunks, as over HTTP/1.0, ends with its connection (RFC 9112, 6.3): only a reset says that this is
 * not all. What was written goes out before.
 */
function reset(response: HttpResponse): void {
  const { socket } = response;
  if (socket === null || response.writableNeedDrain || socket.writableLength === 0) resetNow(response);
  else socket.write(NOTHING, () => resetNow(response));
}

function resetNow(response: HttpResponse): void {
  const { socket } = response;
  // Inside of TLS it is the missing farewell that tells; and what stands for a socket of HTTP/2 has none to reset.
  if (socket instanceof Socket && !('encrypted' in socket)) socket.resetAndDestroy();
  else response.destroy();
}
