// The answer to a request that was read directly: written as Node's own would be, byte for byte, in one write.
import { EventEmitter } from 'node:events';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** A response as the way of a prediction needs it: Node's `ServerResponse`, or one that is written directly. */
export interface HttpResponse {
  shouldKeepAlive: boolean;
  /** Whether what is written is framed as chunks; who frames it itself says so by making this false. */
  chunkedEncoding: boolean;
  readonly statusCode: number;
  readonly headersSent: boolean;
  readonly writableLength: number;
  readonly writableNeedDrain: boolean;
  readonly socket: Socket | null;
  /** `headers`: name, value, name, value. */
  writeHead(status: number, headers: string[]): unknown;
  writeContinue(): void;
  write(bytes: Uint8Array, onTaken?: (error?: Error | null) => void): boolean;
  end(bytes?: Uint8Array | null): unknown;
  destroy(): unknown;
  on(event: 'close' | 'drain' | 'finish', listener: () => void): HttpResponse;
  once(event: 'close' | 'drain' | 'finish', listener: () => void): HttpResponse;
}

/** Up to here an answer is put behind its head as text, which costs less than a second write, or one of two pieces. */
const MAX_JOINED_BYTES = 4096;

/** Of a response without a body, and so without a length (RFC 9112, 6.3). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/**
 * One response. `finish` when the system has its last byte, `close` after that or with the connection. What is written to it must be framed
 * already: by its length, or as `ChunkedItems` does.
 */
export class DirectResponse extends EventEmitter<{ close: []; drain: []; finish: [] }> implements HttpResponse {
  shouldKeepAlive = true;
  chunkedEncoding = false;
  statusCode = 200;
  readonly socket: Socket;
  readonly #keepAlive: string;
  readonly #onFinish: (response: DirectResponse) => void;
  /** What is to be sent before the next bytes. */
  #head = '';
  headersSent = false;
  #isDraining = false;

  /** `keepAlive`: the value of the header of this name. `onFinish` is told after all others. */
  constructor(socket: Socket, keepAlive: string, onFinish: (response: DirectResponse) => void) {
    super();
    this.socket = socket;
    this.#keepAlive = keepAlive;
    this.#onFinish = onFinish;
  }

  get writableLength(): number {
    return this.#head.length + this.socket.writableLength;
  }

  get writableNeedDrain(): boolean {
    return this.socket.writableNeedDrain;
  }

  writeHead(status: number, headers: string[]): void {
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`;
    let isLong = !BODILESS.has(status);
    for (let index = 0; index + 1 < headers.length; index += 2) {
      const name = headers[index] ?? '';
      if (name === 'Content-Length') isLong = false;
      head += `${name}: ${headers[index + 1]}\r\n`;
    }
    head += `Date: ${httpDate()}\r\n`;
    head += this.shouldKeepAlive ? `Connection: keep-alive\r\nKeep-Alive: ${this.#keepAlive}\r\n` : CLOSING;
    this.#head = isLong ? `${head}Transfer-Encoding: chunked\r\n\r\n` : `${head}\r\n`;
    this.chunkedEncoding = isLong;
    this.statusCode = status;
    this.headersSent = true;
  }

  writeContinue(): void {
    this.socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');
  }

  write(bytes: Uint8Array, onTaken?: (error?: Error | null) => void): boolean {
    const hasRoom = this.#send(bytes, onTaken);
    if (!hasRoom && !this.#isDraining) {
      this.#isDraining = true;
      this.socket.once('drain', this.#onDrain);
    }
    return hasRoom;
  }

  end(bytes: Uint8Array | null = null): void {
    this.#send(bytes ?? NOTHING, this.#onWritten);
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** To be called when the connection has closed before its end. */
  closed(): void {
    this.emit('close');
  }

  #send(bytes: Uint8Array, onTaken?: (error?: Error | null) => void): boolean {
    const { socket } = this;
    const head = this.#head;
    if (head === '') return socket.write(bytes, onTaken);
    this.#head = '';
    if (bytes.length <= MAX_JOINED_BYTES) {
      const { buffer, byteOffset, length } = bytes;
      return socket.write(head + Buffer.from(buffer, byteOffset, length).toString('latin1'), 'latin1', onTaken);
    }
    socket.cork();
    socket.write(head, 'latin1');
    const hasRoom = socket.write(bytes, onTaken);
    socket.uncork();
    return hasRoom;
  }

  readonly #onDrain = (): void => {
    this.#isDraining = false;
    this.emit('drain');
  };

  readonly #onWritten = (error?: Error | null): void => {
    // The connection has closed, or does so next.
    if (error !== undefined && error !== null) return;
    this.emit('finish');
    this.emit('close');
    this.#onFinish(this);
  };
}

const NOTHING = new Uint8Array(0);
const CLOSING = 'Connection: close\r\n';

let dateSecond = 0;
let date = '';

/** The time as HTTP writes it (RFC 9110, 5.6.7), made once a second. */
function httpDate(): string {
  const now = Date.now();
  const second = Math.floor(now / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    date = new Date(now).toUTCString();
  }
  return date;
}
