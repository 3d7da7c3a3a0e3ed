import type { ServerResponse } from 'node:http';

import { STREAM_WINDOW_BYTES } from '../../core/wire/frame.ts';
import type { AnswerHead } from './answer-head.ts';

/** Who is told how a stream's reader gets on. */
export interface StreamReader {
  /** So many bytes were taken: the worker may produce as many again. */
  readonly take: (bytes: number) => void;
  /** The reader is behind: that nothing comes is not the model's fault. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Credit goes back in such portions: a frame for every token would cost more than the token. */
const CREDIT_PORTION_BYTES = STREAM_WINDOW_BYTES / 8;

/** A chunked response. The head goes out with the first item. */
export class StreamWriter {
  readonly status: number;
  readonly #response: ServerResponse;
  readonly #reader: StreamReader;
  /** Bytes written for which no credit was given back yet. */
  #owed = 0;
  #isPaused = false;

  constructor(response: ServerResponse, { status, headers }: AnswerHead, reader: StreamReader) {
    this.status = status;
    this.#response = response;
    this.#reader = reader;
    // Proxies that buffer would hold back the tokens.
    response.writeHead(status, [...headers, 'X-Accel-Buffering', 'no']);
    response.on('drain', this.#onDrain);
  }

  /** Writes one item. */
  write(item: Uint8Array): void {
    this.#owed += item.length;
    if (!this.#response.write(item)) {
      this.#isPaused = true;
      this.#reader.pause();
    } else if (!this.#isPaused && this.#owed >= CREDIT_PORTION_BYTES) {
      this.#giveCredit();
    }
  }

  /** Completes the response. */
  end(): void {
    this.#response.end();
  }

  readonly #onDrain = (): void => {
    this.#isPaused = false;
    this.#reader.resume();
    this.#giveCredit();
  };

  #giveCredit(): void {
    const bytes = this.#owed;
    this.#owed = 0;
    if (bytes > 0) this.#reader.take(bytes);
  }
}
