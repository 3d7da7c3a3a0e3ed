// One connection of a load: a request at a time, opened again where it was closed.
import type { Socket } from 'node:net';
import { connect, isIP } from 'node:net';
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

/** What is read, of all connections: one after another uses it, where a stream would allocate as much for each answer. */
const RECEIVED = Buffer.allocUnsafeSlow(64 * 1024);

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
    const reader = new AnswerReader((answer) => {
      if (!answer.staysOpen) this.#leave(socket);
      this.#end(answer);
    });
    const socket: Socket = connectTo(this.#peer, (bytes) => {
      try {
        reader.push(bytes);
      } catch (error) {
        this.#break(socket, toError(error));
      }
    });
    socket.setNoDelay(true);
    socket.once('end', () => {
      const where = reader.end() ? '' : ' in an answer';
      this.#break(socket, new Error(`the server ended the connection${where}`));
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

/** Connects; `take` is given what comes, and may not keep it. */
function connectTo({ host, port, ca }: Peer, take: (bytes: Buffer) => void): Socket {
  if (ca !== null) {
    // An address is no name that a certificate is asked for by.
    const named = isIP(host) === 0 ? { servername: host } : {};
    return connectTls({ host, port, ...named, ca: [...ca], ALPNProtocols: ['http/1.1'] }).on('data', take);
  }
  const callback = (length: number): boolean => {
    take(RECEIVED.subarray(0, length));
    return true;
  };
  // Nothing comes through the stream then, which has to flow to come to its end.
  return connect({ host, port, onread: { buffer: RECEIVED, callback } }).resume();
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
