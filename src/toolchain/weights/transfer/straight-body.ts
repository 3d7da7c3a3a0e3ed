// The body of an answer straight from its socket into memory that the thread which hashes it shares: read by the megabyte, copied nowhere.
// Node's own way makes each 64 kB twice, as what the socket gives and what the parser gives, and whoever hands it to a thread a third time:
// 1 GB from loopback, hashed and written, takes 2.9 s of processor like this, and 6.0 s like that (curl, which only writes it: 1.7 s).
import type { IncomingMessage } from 'node:http';
import type { OnReadOpts, Socket } from 'node:net';
import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectSecure } from 'node:tls';

import type { OpenedFile } from './remote-file.ts';

/** Less is not worth a connection of its own. */
export const WORTH_A_CONNECTION = 32 * 2 ** 20;

/** As much as is handed on at once, and lost by a kill. */
const SLOT_BYTES = 2 ** 20;

/** What comes slowly is handed on sooner, so that whoever watches sees it come. */
const SLOT_AGE_MS = 100;

/** Slots that wait for whoever takes them, before the sender has to wait. */
const MOST_WAITING = 2;

/** The head of an answer, and what comes with it. */
const HEAD_BYTES = 2 ** 16;

const connections = new WeakMap<Socket, Connection>();

/** Connects to the host of an address; an answer that comes over this connection can be had by `straightBody`. `ca`: whom to trust, null: as Node does. */
export function connectStraight({ protocol, hostname, port }: URL, ca: readonly string[] | null): Socket {
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const connection = new Connection((onread) => {
    if (protocol === 'http:') return connectPlain({ host, port: Number(port || 80), onread });
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const trusted = ca === null ? {} : { ca: [...ca] };
    const options = { host, port: Number(port || 443), ALPNProtocols: ['http/1.1'], ...servername, ...trusted, onread };
    return connectSecure(options);
  });
  connections.set(connection.socket, connection);
  return connection.socket;
}

/** The body of an answer of whose body nobody has read anything; null where it has to be read as any other. */
export function straightBody(answer: IncomingMessage): OpenedFile['body'] | null {
  const connection = connections.get(answer.socket);
  const { 'content-length': length, 'transfer-encoding': coding } = answer.headers;
  if (connection === undefined || length === undefined || coding !== undefined) return null;
  return connection.takeOver(answer, Number(length));
}

/** A socket whose bytes go to Node's parser as far as the head of the answer, and then to a body. */
class Connection {
  readonly socket: Socket;
  readonly #head = new Uint8Array(HEAD_BYTES);
  #body: StraightBody | null = null;

  constructor(connect: (onread: OnReadOpts) => Socket) {
    this.socket = connect({
      buffer: () => this.#body?.room ?? this.#head,
      callback: (count, bytes) => this.#take(bytes.subarray(0, count)),
    });
  }

  takeOver(answer: IncomingMessage, length: number): StraightBody {
    const body = new StraightBody(answer, length);
    // What has passed the parser together with the head.
    const read: unknown = answer.read();
    if (read instanceof Uint8Array) body.copy(read);
    this.#body = body;
    this.socket.resume();
    return body;
  }

  #take(bytes: Uint8Array): boolean {
    if (this.#body === null) return this.socket.emit('data', Buffer.from(bytes));
    // Of before the body there is one read more on its way into the other memory.
    if (bytes.buffer === this.#head.buffer) this.#body.copy(bytes);
    else this.#body.grow(bytes.length);
    return this.#body.wantsMore;
  }
}

class StraightBody implements AsyncIterable<Uint8Array> {
  readonly #answer: IncomingMessage;
  readonly #waiting: Uint8Array[] = [];
  readonly #free: Uint8Array[] = [];
  #slot = newSlot();
  #filled = 0;
  #begun = 0;
  #left: number;
  #isOver = false;
  #failure: Error | null = null;
  #wake: () => void = () => undefined;

  constructor(answer: IncomingMessage, length: number) {
    this.#answer = answer;
    this.#left = length;
    answer.on('error', (error) => this.#end(error));
    answer.once('close', () => this.#end(null));
    if (length === 0) this.#end(null);
  }

  /** Where the next bytes go. */
  get room(): Uint8Array {
    return this.#slot.subarray(this.#filled);
  }

  /** Whether the sender need not wait. */
  get wantsMore(): boolean {
    return this.#waiting.length < MOST_WAITING && !this.#isOver;
  }

  /** Takes bytes that lie elsewhere. */
  copy(bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0;) {
      const part = rest.subarray(0, this.room.length);
      this.room.set(part);
      rest = rest.subarray(part.length);
      this.grow(part.length);
    }
  }

  /** So many bytes have come into `room`. */
  grow(count: number): void {
    if (this.#isOver) return;
    const now = performance.now();
    if (this.#filled === 0) this.#begun = now;
    const taken = Math.min(count, this.#left);
    this.#filled += taken;
    this.#left -= taken;
    if (this.#left === 0) this.#end(null);
    else if (this.#filled === SLOT_BYTES || now - this.#begun > SLOT_AGE_MS) this.#handOn();
  }

  destroy(): void {
    this.#end(null);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const given: Uint8Array[] = [];
    for (;;) {
      const bytes = this.#waiting.shift();
      if (bytes !== undefined) {
        if (this.wantsMore) this.#answer.socket.resume();
        given.push(bytes);
        yield bytes;
        // Now the next but one of the former is asked for.
        const former = given.length === 2 ? given.shift() : undefined;
        if (former !== undefined) this.#free.push(new Uint8Array(former.buffer));
      } else if (this.#isOver) {
        if (this.#failure !== null) throw this.#failure;
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  #handOn(): void {
    if (this.#filled > 0) this.#waiting.push(this.#slot.subarray(0, this.#filled));
    // After it is told to wait a connection with TLS gives what it has deciphered: there is room for it, and nothing is written over.
    this.#slot = this.#free.pop() ?? newSlot();
    this.#filled = 0;
    this.#wake();
  }

  /** What has come is good, whatever came to pass then. */
  #end(failure: Error | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    this.#handOn();
    this.#answer.socket.destroy();
  }
}

function newSlot(): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(SLOT_BYTES));
}
