// Bounds the memory that answers take which nobody reads: each may be as large as a frame, and connections are many.
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { Logger } from '../telemetry/logger.ts';
import { Garbage } from './collect-garbage.ts';

/** Somebody for whom bytes wait. */
export interface AnswerReader {
  /** Grows as more is taken. */
  readonly taken: number;
  /** Nothing more is for this reader: its connection, or its stream, is to be closed. */
  cutOff(): void;
}

/** What is bounded. */
export interface UnreadLimits {
  /** What all that is not taken yet may be together; a single answer may always be larger. */
  readonly maxBytes: number;
  /** How long a reader may take nothing, whatever the deadline of its request was. */
  readonly pauseMs: number;
  /** How often it is looked who takes nothing. */
  readonly lookMs: number;
}

/** An answer for which there is no memory until others are read. */
export const NO_ROOM_FOR_ANSWER: RequestFailure = {
  code: 'SERVER_BUSY',
  message: 'Answers that their clients do not read fill the memory set apart for them',
  hint: 'Try again later.',
};

/** A deadline that is over, or nearly, leaves a reader this much: a network may well say nothing for a moment. */
const LEAST_PAUSE_MS = 5000;

/** Signs of life of a connection, such as a PING of HTTP/2, are fewer bytes than this between two looks, and no reading. */
const LEAST_TAKEN = 1024;

/** The answers of a server that were handed to a transport and have not left it. */
export class UnreadAnswers {
  readonly #limits: UnreadLimits;
  readonly #logger: Logger;
  readonly #held = new Set<UnreadAnswer>();
  readonly #garbage: Garbage;
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(limits: UnreadLimits, logger: Logger, garbage = new Garbage()) {
    this.#limits = limits;
    this.#logger = logger;
    this.#garbage = garbage;
  }

  /** How many bytes wait for their readers. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Whether an answer of so many bytes may be handed to a transport. Where there is no room, those are cut off first who have taken
   * nothing for a while.
   */
  roomFor(bytes: number): boolean {
    if (!this.#hasRoom(bytes)) this.#makeRoom(bytes);
    return this.#hasRoom(bytes);
  }

  /** Counts bytes until they are released; a reader who takes nothing for `patienceMs` is cut off. */
  hold(reader: AnswerReader, bytes: number, patienceMs: number): UnreadAnswer {
    const parts = { reader, patienceMs, onGrowth: this.#count, onRelease: this.#forget };
    const answer = new UnreadAnswer(parts);
    this.#held.add(answer);
    answer.grow(bytes);
    this.#timer ??= setInterval(this.#look, this.#limits.lookMs).unref();
    return answer;
  }

  /** How long the reader of a whole answer may take nothing of it, where its request had this deadline. */
  patienceMs(deadlineAt: number): number {
    return Math.min(this.#limits.pauseMs, Math.max(LEAST_PAUSE_MS, deadlineAt - performance.now()));
  }

  #hasRoom(bytes: number): boolean {
    return this.#held.size === 0 || this.#bytes + bytes <= this.#limits.maxBytes;
  }

  /** Those first who have stood still for longest. */
  #makeRoom(bytes: number): void {
    const now = performance.now();
    const still = [...this.#held].filter((answer) => answer.stillMs(now) >= this.#limits.lookMs);
    for (const answer of still.toSorted((a, b) => b.stillMs(now) - a.stillMs(now))) {
      if (this.#hasRoom(bytes)) return;
      this.#cutOff(answer, now, 'there is no room for the answers of others');
    }
  }

  readonly #look = (): void => {
    const now = performance.now();
    for (const answer of this.#held) {
      answer.look(now);
      if (answer.stillMs(now) >= answer.patienceMs) this.#cutOff(answer, now, 'its time is over');
    }
    // What was too small to ask for room is much together.
    if (!this.#hasRoom(0)) this.#makeRoom(0);
  };

  #cutOff(answer: UnreadAnswer, now: number, why: string): void {
    const fields = { bytes: answer.bytes, stillMs: Math.round(answer.stillMs(now)) };
    this.#logger.warn(fields, `A client that does not read its answer is cut off: ${why}`);
    answer.release();
    answer.reader.cutOff();
  }

  readonly #count = (bytes: number): void => {
    this.#bytes += bytes;
  };

  readonly #forget = (answer: UnreadAnswer): void => {
    if (!this.#held.delete(answer)) return;
    this.#bytes -= answer.bytes;
    // Also of those who have read all, or gone by themselves: what they had is as large.
    this.#garbage.add(answer.bytes);
    if (this.#held.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  };
}

interface UnreadParts {
  readonly reader: AnswerReader;
  readonly patienceMs: number;
  readonly onGrowth: (bytes: number) => void;
  readonly onRelease: (answer: UnreadAnswer) => void;
}

/** One of them, or what waits of a stream. */
export class UnreadAnswer {
  readonly #parts: UnreadParts;
  #bytes = 0;
  #taken: number;
  #movedAt = performance.now();

  constructor(parts: UnreadParts) {
    this.#parts = parts;
    this.#taken = parts.reader.taken;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get reader(): AnswerReader {
    return this.#parts.reader;
  }

  /** How long its reader may take nothing. */
  get patienceMs(): number {
    return this.#parts.patienceMs;
  }

  /** So many bytes more wait. */
  grow(bytes: number): void {
    this.#bytes += bytes;
    this.#parts.onGrowth(bytes);
  }

  /** It is taken, or nobody is there any more; may be called again. */
  release(): void {
    this.#parts.onRelease(this);
  }

  /** For how long its reader has taken nothing, as far as was looked. */
  stillMs(now: number): number {
    return now - this.#movedAt;
  }

  /** Notes whether its reader has taken something since the last look. */
  look(now: number): void {
    const { taken } = this.#parts.reader;
    if (taken - this.#taken < LEAST_TAKEN) return;
    this.#taken = taken;
    this.#movedAt = now;
  }
}
