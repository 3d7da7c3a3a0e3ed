import { STREAM_WINDOW_BYTES } from '../wire/frame.ts';

/** Empty messages cost none of the window; so many more in a row only serve to fill memory. */
const MAX_MESSAGES = 1024;

/** The messages of a session that were sent to a model which has not received them yet (wire protocol 3.8). */
export class MessageWindow {
  /** Their sizes in their order. */
  readonly #sizes: number[] = [];
  #bytes = 0;

  /** Whether no more should be read from the client. */
  get isFull(): boolean {
    return this.#bytes > STREAM_WINDOW_BYTES || this.#sizes.length > MAX_MESSAGES;
  }

  /** A message of so many bytes was sent. */
  sent(bytes: number): void {
    this.#sizes.push(bytes);
    this.#bytes += bytes;
  }

  /** The model has received messages of so many bytes together, or one without any. */
  received(bytes: number): void {
    this.#bytes -= bytes;
    let left = bytes;
    do left -= this.#sizes.shift() ?? left;
    while (left > 0);
  }
}
