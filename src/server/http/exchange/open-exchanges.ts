// Which predictions wait for the end of their responses, on which connections.
import type { Socket } from 'node:net';

import type { Linked } from '../../../core/inference/linked-queue.ts';
import { LinkedQueue } from '../../../core/inference/linked-queue.ts';

/** What is told that its connection has ended. */
export interface OpenExchange extends Linked<OpenExchange> {
  /** The client has closed the connection. It is not open any more. */
  abandoned(): void;
  /**
   * The client has said that nothing more is sent, and waits for its answer, or has left: to be written something that changes nothing,
   * which the kernel of a client that has left answers with a reset.
   */
  sound(): void;
}

/**
 * An answer that comes sooner shows by itself whether somebody is there. The second time brings what the kernel has heard the first time:
 * nobody listens any more for a reset of a connection that has been read to its end.
 */
const SOUND_AFTER_MS = [20, 10, 2000];

/** Who is there may still leave. */
const SOUND_EVERY_MS = 30_000;

/**
 * Knows every exchange that is open, by its connection: of several requests that were sent down one connection without
 * waiting, Node tells only the first one's response that the connection has ended.
 */
export class OpenExchanges {
  readonly #byConnection = new WeakMap<Socket, LinkedQueue<OpenExchange>>();
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Notes an exchange. */
  open(connection: Socket, exchange: OpenExchange): void {
    this.#count += 1;
    (this.#byConnection.get(connection) ?? this.#watch(connection)).append(exchange);
  }

  /** Forgets an exchange that is open: its response is on its way. */
  close(connection: Socket, exchange: OpenExchange): void {
    this.#byConnection.get(connection)?.remove(exchange);
    this.#closed();
  }

  /** Resolves when there is none. */
  async none(): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #watch(connection: Socket): LinkedQueue<OpenExchange> {
    const exchanges = new LinkedQueue<OpenExchange>();
    this.#byConnection.set(connection, exchanges);
    let timer: NodeJS.Timeout | undefined;
    const soundLater = (times: number): void => {
      timer = setTimeout(() => {
        // Only the first one's response is on the connection by now.
        exchanges.first?.sound();
        soundLater(times + 1);
      }, SOUND_AFTER_MS[times] ?? SOUND_EVERY_MS).unref();
    };
    connection.once('end', () => soundLater(0));
    connection.once('close', () => {
      clearTimeout(timer);
      for (let exchange = exchanges.shift(); exchange !== null; exchange = exchanges.shift()) {
        exchange.abandoned();
        this.#closed();
      }
    });
    return exchanges;
  }

  #closed(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
