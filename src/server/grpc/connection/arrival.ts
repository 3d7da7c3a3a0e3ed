// Calls whose message does not come, or not the rest of it: as over HTTP, nobody holds a place for good who says nothing.
import type { StatusObject } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';

/** What such a call ends with. */
export const NOT_ARRIVED: StatusObject = {
  code: status.DEADLINE_EXCEEDED,
  details: 'The message of the call did not arrive in time',
  metadata: new Metadata(),
};

/** Follows how the messages of a call come. */
export class Arrival {
  readonly #silenceMs: number;
  #timer: NodeJS.Timeout | null = null;
  /** Whether the end of what the client sends is due, too: it has one message, and is not answered before that. */
  #isEndDue = false;
  #isOver = false;
  #onSilence: () => void = () => {};

  /** `silenceMs`: how long nothing may come of a message that is due. */
  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** The call is known. `isDue`: it has one message, which has to come, and to end; between those of a stream a client may say nothing. */
  begin({ isDue, onSilence }: { readonly isDue: boolean; readonly onSilence: () => void }): void {
    this.#onSilence = onSilence;
    this.#isEndDue = isDue;
    if (isDue) this.#wait();
  }

  /** Something came. `isWithin`: it ends within a message. */
  came(isWithin: boolean): void {
    if (isWithin || this.#isEndDue) this.#wait();
    else this.#stop();
  }

  /** What has come waits for the server. */
  held(): void {
    this.#stop();
  }

  /** Nothing more is to come. */
  ended(): void {
    this.#isEndDue = false;
    this.#stop();
  }

  /** The call is over. */
  end(): void {
    this.#isOver = true;
    this.#stop();
  }

  #wait(): void {
    if (this.#isOver) return;
    if (this.#timer === null) this.#timer = setTimeout(() => this.#onSilence(), this.#silenceMs).unref();
    else this.#timer.refresh();
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
