// What a client of gRPC has not taken of its answers: by its window it decides itself how much of them leaves.
import type { ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';

import type { AnswerReader, UnreadAnswer, UnreadAnswers } from '../../service/unread-answers.ts';

/** Who does not read from the connection either is not told that the stream is over: then the connection ends. */
const TOLD_WITHIN_MS = 1000;

/** The reader of one stream. */
export class UnreadStream implements AnswerReader {
  readonly #stream: ServerHttp2Stream;
  readonly #unread: UnreadAnswers;
  #waiting: UnreadAnswer | null = null;

  constructor(stream: ServerHttp2Stream, unread: UnreadAnswers) {
    this.#stream = stream;
    this.#unread = unread;
    const release = (): void => this.#release();
    stream.on('drain', release).once('finish', release).once('close', release);
  }

  /** A message was given to the stream; `deadlineAt`: when the time of the call is over, in ms of the server's monotonic clock. */
  given(bytes: number, deadlineAt: number): void {
    if (this.#stream.destroyed || this.#stream.writableLength === 0) return;
    this.#waiting ??= this.#unread.hold(this, 0, this.#unread.patienceMs(deadlineAt));
    this.#waiting.grow(bytes);
  }

  /** Of all streams of the connection: how much of a message has left, Node does not tell. */
  get taken(): number {
    return this.#stream.session?.socket.bytesWritten ?? 0;
  }

  cutOff(): void {
    const { session } = this.#stream;
    this.#stream.close(constants.NGHTTP2_CANCEL);
    const timer = setTimeout(() => session?.destroy(), TOLD_WITHIN_MS).unref();
    this.#stream.once('close', () => clearTimeout(timer));
  }

  #release(): void {
    this.#waiting?.release();
    this.#waiting = null;
  }
}
