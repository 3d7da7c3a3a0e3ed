import type { Socket } from 'node:net';

import type { Entry } from '../../service/entry.ts';
import type { OpenSession } from './sessions.ts';

/** How long nothing must have gone through for a tunnel to be quiet. */
const QUIET_MS = 1000;

/** A connection that was handed over to a server of its own: what it says is not ours to read, and the two ends look after each other. */
export class TunnelSession implements OpenSession {
  readonly entry: Entry;
  readonly #socket: Socket;
  #seenBytes = 0;
  #seenAt = performance.now();

  constructor(entry: Entry, socket: Socket) {
    this.entry = entry;
    this.#socket = socket;
  }

  get isQuiet(): boolean {
    const bytes = this.#socket.bytesRead + this.#socket.bytesWritten;
    if (bytes !== this.#seenBytes) this.#seenAt = performance.now();
    this.#seenBytes = bytes;
    return performance.now() - this.#seenAt > QUIET_MS;
  }

  goAway(): void {
    this.#socket.destroySoon();
  }

  terminate(): void {
    this.#socket.destroy();
  }
}
