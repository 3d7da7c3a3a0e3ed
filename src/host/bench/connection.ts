// One connection of a load: a request at a time, opened again where it was closed.
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { RawAnswer } from './answer-reader.ts';
import { AnswerReader } from './answer-reader.ts';

/** Where a load goes. */
export interface Peer {
  readonly host: string;
  readonly port: number;
  /** The certificates that are trusted; null: it is not encrypted. */
  readonly ca: readonly string[] | null;
}

/** How a request ended: with an answer, or with what broke the connection. */
export type Ending = RawAnswer | Error;

/** A connection to a server. */
export class Connection {
  /** The request that is under way: its number, and since when it waits. */
  request = 0;
  sinceMs = 0;
  readonly #peer: Peer;
  readonly #onEnding: (connection: Connection, ending: Ending) => void;
  #socket: Socket | null = null;
  #isAsking = false;

  constructor(peer: Peer, onEnding: (connection: Connection, ending: Ending) => void) {
    this.#peer = peer;
    this.#onEnding = onEnding;
  }

  /** Whether an answer is awaited. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  /** Sends a request; `onEnding` is told once how it ended. */
  send(bytes: Buffer): void {
    this.#isAsking = true;
    this.#socket ??= this.#open();
    this.#socket.write(bytes);
  }

  close(): void {
    this.#isAsking = false;
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open(): Socket {
    const { host, port, ca } = this.#peer;
    const socket =
      ca === null
        ? connect({ host, port })
        : connectTls({ host, port, servername: host, ca: [...ca], ALPNProtocols: ['http/1.1'] });
    socket.setNoDelay(true);
    const reader = new AnswerReader((answer) => {
      if (!answer.staysOpen) this.#leave(socket);
      this.#end(answer);
    });
    socket.on('data', (bytes: Buffer) => {
      try {
        reader.push(bytes);
      } catch (error) {
        this.#break(socket, toError(error));
      }
    });
    socket.once('end', () => {
      if (!reader.end()) this.#break(socket, new Error('the server ended the connection in an answer'));
    });
    socket.once('error', (error) => this.#break(socket, error));
    socket.once('close', () => this.#break(socket, new Error('the server ended the connection')));
    return socket;
  }

  /** A connection that breaks while nothing is asked is no failure: the next request opens another. */
  #break(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return;
    this.#leave(socket);
    this.#end(error);
  }

  #leave(socket: Socket): void {
    if (this.#socket === socket) this.#socket = null;
    socket.destroy();
  }

  #end(ending: Ending): void {
    if (!this.#isAsking) return;
    this.#isAsking = false;
    this.#onEnding(this, ending);
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
