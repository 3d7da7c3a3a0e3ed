// Where the lines of the log go: a terminal, a file, a pipe to somebody. None of them may hold up the server, or end it: a disk gets full,
// and who reads the other end of a pipe may stop, or be gone.
import { constants, fstatSync, openSync, writeSync } from 'node:fs';

import type { DestinationStream } from 'pino';

import { systemErrorCode } from '../../system/system-error.ts';

/** What may wait for a reader that is slow: some ten thousand lines. */
const MAX_WAITING_BYTES = 2 * 1024 * 1024;

/** How often it is tried whether a reader goes on. */
const RETRY_MS = 100;

/** How long the end of the process waits for what was not read. */
const LAST_WORDS_MS = 500;

/** Who writes to a descriptor; for tests another one than the system. */
type Write = (bytes: Buffer) => number;

/**
 * Writes lines at once, so that none is lost when the process ends, whatever ends it. What cannot be written waits for a while, within
 * bounds; beyond them lines are dropped and counted, and the count is told when writing is possible again.
 */
export class LogOutput implements DestinationStream {
  readonly #write: Write;
  /** Is told how many lines were dropped, when others can be written again. */
  onDropped: (lines: number) => void = () => {};
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  /** Whether the last try to write went well. */
  #canWrite = true;
  #timer: NodeJS.Timeout | null = null;

  constructor(write: Write) {
    this.#write = write;
  }

  /** The process's stderr; also the end of the process waits for what stands there. */
  static toStderr(): LogOutput {
    const descriptor = openWithoutWaiting(STDERR);
    const output = new LogOutput((bytes) => writeSync(descriptor, bytes));
    process.once('exit', () => output.close());
    return output;
  }

  /** How many lines were dropped and not told of yet. */
  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waitingBytes + bytes.length > MAX_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#flush();
  }

  /** Gives what waits a last chance, for a moment. */
  close(): void {
    const endAt = performance.now() + LAST_WORDS_MS;
    this.#flush();
    while (this.#waiting.length > 0 && performance.now() < endAt) {
      Atomics.wait(NOTHING, 0, 0, LAST_WORDS_MS / 50);
      this.#flush();
    }
    this.#stopTrying();
  }

  #flush(): void {
    while (this.#waiting[0] !== undefined) {
      const [bytes] = this.#waiting;
      const written = this.#tryWrite(bytes);
      if (written === null) return;
      this.#waitingBytes -= written;
      // A pipe takes a part of what is longer than a page: the rest of the line comes before any other.
      if (written < bytes.length) this.#waiting[0] = bytes.subarray(written);
      else this.#waiting.shift();
    }
    this.#stopTrying();
    this.#tellOfDropped();
  }

  /** How many bytes are done with; null where it makes sense to wait. */
  #tryWrite(bytes: Buffer): number | null {
    try {
      const written = this.#write(bytes);
      this.#canWrite = true;
      return written;
    } catch (error) {
      this.#canWrite = false;
      if (systemErrorCode(error) === 'EAGAIN') {
        this.#timer ??= setInterval(() => this.#flush(), RETRY_MS).unref();
        return null;
      }
      // No space, nobody at the other end: there is no use in waiting, and perhaps in the next line.
      this.#dropped += 1;
      return bytes.length;
    }
  }

  #stopTrying(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tellOfDropped(): void {
    if (this.#dropped === 0 || !this.#canWrite) return;
    const lines = this.#dropped;
    this.#dropped = 0;
    this.onDropped(lines);
    // The line that was to tell of it was dropped as well.
    if (this.#dropped > 0) this.#dropped = lines;
  }
}

const STDERR = 2;

const NOTHING = new Int32Array(new SharedArrayBuffer(4));

/**
 * A descriptor on which writing never waits for a reader. Of a pipe or a terminal one of our own, where the system has that: how the
 * one that we were given behaves is also for those who share it. Else Node's own stream makes it so, as in every program that has one.
 */
function openWithoutWaiting(descriptor: number): number {
  const stats = fstatSync(descriptor, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return descriptor;
  try {
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    void process.stderr;
    return descriptor;
  }
}
