// The sha256 of bytes that come: on threads beside the one that receives them, since to hash takes longer than to receive and to write.
// Of several large files each has a processor of its own, as far as there are some.
import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** A thread takes as long to begin as it takes to hash some megabytes. */
const WORTH_A_THREAD = 32 * 2 ** 20;

/** More would wait for the disk. */
const MOST_THREADS = 4;

/** How many pieces may be on their way to a thread: enough that it never waits, and few enough to be no weight. */
const MOST_PENDING = 8;

/** A sha256 that grows. */
export interface RunningHash {
  /** Takes bytes, which may be used for something else when this resolves. */
  update(chunks: readonly Uint8Array[]): Promise<void>;
  /** In hexadecimal. */
  digest(): Promise<string>;
  /** Forgets it. */
  drop(): void;
}

/** Whether a thread sees bytes where they lie. */
export function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer;
}

/** Begins one. `size`: of how many bytes it will be, null where nobody knows. */
export function startHash(size: number | null): RunningHash {
  const isWorth = (size === null || size >= WORTH_A_THREAD) && availableParallelism() > 1;
  return isWorth ? threadedHash(size) : hashHere();
}

function hashHere(): RunningHash {
  const hash: Hash = createHash('sha256');
  return {
    update(chunks) {
      for (const chunk of chunks) hash.update(chunk);
      return Promise.resolve();
    },
    digest: () => Promise.resolve(hash.digest('hex')),
    drop: () => undefined,
  };
}

/** Of unknown length: only what turns out to be large is worth a thread, so the first bytes are kept. */
function threadedHash(size: number | null): RunningHash {
  let kept: Uint8Array[] = [];
  let length = 0;
  let begun: RunningHash | null = size === null ? null : onThread();
  const begin = async (make: () => RunningHash): Promise<RunningHash> => {
    begun = make();
    await begun.update(kept);
    kept = [];
    return begun;
  };
  return {
    async update(chunks) {
      if (begun !== null) return begun.update(chunks);
      kept.push(...chunks.map((chunk) => Uint8Array.from(chunk)));
      length += chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      if (length >= WORTH_A_THREAD) await begin(onThread);
    },
    digest: async () => (begun ?? (await begin(hashHere))).digest(),
    drop: () => begun?.drop(),
  };
}

/** What runs on a thread: as text, so that it needs no file of its own in a bundle. */
const PROGRAM = `
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const hashes = new Map();
parentPort.on('message', ({ id, bytes, end }) => {
  const hash = hashes.get(id) ?? createHash('sha256');
  hashes.set(id, hash);
  if (bytes !== undefined) hash.update(bytes);
  if (end) hashes.delete(id);
  parentPort.postMessage({ id, digest: end === 'digest' ? hash.digest('hex') : null });
});
`;

interface Answer {
  readonly id: number;
  readonly digest: string | null;
}

/** Waits for the answers of one hash, which come in the order in which was asked. */
type Waiting = Pick<PromiseWithResolvers<string | null>, 'resolve' | 'reject'>;

class HashThread {
  readonly #worker = new Worker(PROGRAM, { eval: true });
  readonly #waiting = new Map<number, Waiting[]>();
  /** How many hashes it has. */
  load = 0;
  /** Why it ended before its time: nobody answers there any more. */
  failure: Error | null = null;

  constructor() {
    this.#worker.on('message', ({ id, digest }: Answer) => this.#waiting.get(id)?.shift()?.resolve(digest));
    this.#worker.on('error', (error) => {
      this.failure = error;
      if (threads.includes(this)) threads.splice(threads.indexOf(this), 1);
      for (const each of [...this.#waiting.values()].flat()) each.reject(error);
    });
  }

  ask(id: number, message: { readonly bytes?: Uint8Array; readonly end?: 'digest' | 'drop' }): Promise<string | null> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const { promise, resolve, reject } = Promise.withResolvers<string | null>();
    const mine = this.#waiting.get(id) ?? [];
    mine.push({ resolve, reject });
    this.#waiting.set(id, mine);
    const { bytes } = message;
    this.#worker.postMessage({ id, ...message }, bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : []);
    return promise;
  }

  forget(id: number): void {
    this.#waiting.delete(id);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

const threads: HashThread[] = [];
let lastId = 0;

/** The one with the least to do, or a new one. */
function takeThread(): HashThread {
  const most = Math.min(MOST_THREADS, availableParallelism());
  if (threads.length < most && threads.every(({ load }) => load > 0)) threads.push(new HashThread());
  const [least = new HashThread()] = threads.toSorted((a, b) => a.load - b.load);
  least.load += 1;
  return least;
}

/** Threads end with the last hash: a server that goes on has no use for them. */
function leaveThread(thread: HashThread, id: number): void {
  thread.load -= 1;
  thread.forget(id);
  if (threads.every(({ load }) => load === 0)) for (const each of threads.splice(0)) void each.end();
}

function onThread(): RunningHash {
  const thread = takeThread();
  lastId += 1;
  const id = lastId;
  const pending: Promise<unknown>[] = [];
  let isOver = false;
  const leave = (): void => {
    if (!isOver) leaveThread(thread, id);
    isOver = true;
  };
  return {
    async update(chunks) {
      const [first] = chunks;
      if (chunks.length === 1 && first !== undefined && isShared(first)) {
        await thread.ask(id, { bytes: first });
        return;
      }
      const taken = thread.ask(id, { bytes: joined(chunks) });
      // Whoever waits for it is told.
      taken.catch(() => undefined);
      pending.push(taken);
      if (pending.length > MOST_PENDING) await pending.shift();
    },
    async digest() {
      try {
        await Promise.all(pending);
        return (await thread.ask(id, { end: 'digest' })) ?? '';
      } finally {
        leave();
      }
    },
    drop() {
      if (!isOver) thread.ask(id, { end: 'drop' }).catch(() => undefined);
      leave();
    },
  };
}

/** In memory of its own, which is handed over. */
function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
