import type { WebSocket } from 'ws';

/** When a client is asked for a sign of life, and how long it may take to give one. */
export interface Pings {
  /** Infinity: it is not asked. */
  readonly intervalMs: number;
  /** Infinity: for as long as it likes. */
  readonly timeoutMs: number;
}

/** The longest that a timer of Node runs; with more it would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Pings the client of a WebSocket, and ends the connection of one that says nothing to that. */
export class Heartbeat {
  readonly #socket: WebSocket;
  readonly #timeoutMs: number;
  readonly #interval: NodeJS.Timeout | undefined;
  /** Runs while a ping is not answered. */
  #timeout: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, { intervalMs, timeoutMs }: Pings) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    if (intervalMs < Infinity) {
      this.#interval = setInterval(() => this.#beat(), Math.min(intervalMs, LONGEST_MS)).unref();
    }
  }

  /** Something came from the client: an answer to a ping, or whatever else. */
  heard(): void {
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  /** The connection is over. */
  stop(): void {
    clearInterval(this.#interval);
    this.heard();
  }

  #beat(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.ping();
    if (this.#timeoutMs === Infinity) return;
    this.#timeout ??= setTimeout(() => this.#onLate(), Math.min(this.#timeoutMs, LONGEST_MS)).unref();
  }

  #onLate(): void {
    this.#timeout = undefined;
    // Who is not read from cannot be heard.
    if (!this.#socket.isPaused) this.#socket.terminate();
  }
}
