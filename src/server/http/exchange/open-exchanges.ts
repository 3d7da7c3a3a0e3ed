// Which predictions wait for the end of their responses, on which connections.
import type { Socket } from 'node:net';

import type { Linked } from '../../../core/inference/linked-queue.ts';
import { LinkedQueue } from '../../../core/inference/linked-queue.ts';

/** What is told that its connection has ended. */
export interface OpenExchange extends Linked<OpenExchange> {
  /**
   * The client has closed the connection. It is not open any more. Who only says that nothing more is sent looks the same, and counts as
   * gone too: that is all that is heard of a client that leaves, until an answer is written to it.
   */
  abandoned(): void;
}

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
    connection.once('close', () => {
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
