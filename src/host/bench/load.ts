// One level of a load while it lasts: who sends what when, and what is counted.
import { performance } from 'node:perf_hooks';

import type { Level, LevelResult } from '../../core/bench/level.ts';
import { Schedule, waitsSince } from '../../core/bench/schedule.ts';
import type { AnswerCheck } from './answer-check.ts';
import type { Ending, Peer } from './connection.ts';
import { Connection } from './connection.ts';
import { describeRefusal } from './describe-refusal.ts';
import { Tally } from './tally.ts';

/** What is sent, and what the answers are held against; null: against nothing. */
export interface LoadRequest {
  readonly bytes: Buffer;
  readonly check: AnswerCheck | null;
}

/** How far a level is. */
export interface LoadProgress {
  readonly answers: number;
  readonly errors: number;
  /** Of what is counted; 0 while the warm-up lasts. */
  readonly seconds: number;
}

/** A connection that broke is opened again after a moment, or a server that is down would be asked as fast as it can refuse. */
const AFTER_ERROR_MS = 50;

/** How long answers are awaited when a level is over, and how long the first one is, where none has come until then. */
export interface Patience {
  readonly trailingMs: number;
  readonly firstMs: number;
}

const PATIENCE: Patience = { trailingMs: 60_000, firstMs: 300_000 };

/** Runs one level; resolves when the last answer has come. */
export class Load {
  readonly #level: Level;
  readonly #requests: readonly LoadRequest[];
  readonly #connections: readonly Connection[];
  /** Those that are free, of a load with a rate. */
  readonly #free: Connection[] = [];
  #freeSinceMs = 0;
  #schedule: Schedule | null = null;
  #tally = new Tally();
  #countsFromMs = 0;
  /** Of what is counted. */
  #firstSentMs = Infinity;
  #lastAnswerMs = 0;
  /** Whether the level was over before its first answer: then it is measured by one answer of each connection. */
  #isOneRound = false;
  /** When the level is over; null: it goes on. */
  #endedMs: number | null = null;
  /** How many of the answers had come by then. */
  #answersInTime = 0;
  #next = 0;
  /** Wakes a load with a rate when the next request is due. */
  #wake: NodeJS.Timeout | null = null;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #over = Promise.withResolvers<void>();
  readonly #patience: Patience;

  constructor(peer: Peer, requests: readonly LoadRequest[], level: Level, patience = PATIENCE) {
    this.#patience = patience;
    this.#level = level;
    this.#requests = requests;
    const take = (connection: Connection, ending: Ending): void => this.#take(connection, ending);
    this.#connections = Array.from({ length: level.connections }, () => new Connection(peer, take));
  }

  get progress(): LoadProgress {
    const seconds = Math.max(0, performance.now() - this.#countsFromMs) / 1000;
    return { answers: this.#tally.answers, errors: this.#tally.errors, seconds };
  }

  async run(): Promise<Omit<LevelResult, 'meanBatch'>> {
    const { rate, warmupMs, connections } = this.#level;
    const startMs = performance.now();
    this.#countsFromMs = startMs + warmupMs;
    this.#freeSinceMs = startMs;
    const before = performance.eventLoopUtilization();
    this.#after(warmupMs, () => this.#beginToCount());
    if (rate === null) for (const connection of this.#connections) this.#send(connection, performance.now());
    else {
      this.#schedule = new Schedule(startMs, rate);
      this.#free.push(...this.#connections);
      this.#sendDue();
    }
    await this.#over.promise;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const connection of this.#connections) connection.close();
    const seconds = this.#secondsCounted();
    const senderBusy = performance.eventLoopUtilization(before).utilization;
    const requestsPerSecond = (this.#isOneRound ? this.#tally.answers : this.#answersInTime) / seconds;
    return { connections, rate, seconds, requestsPerSecond, ...this.#tally.read(), senderBusy };
  }

  #secondsCounted(): number {
    if (this.#isOneRound) return (this.#lastAnswerMs - this.#firstSentMs) / 1000;
    return ((this.#endedMs ?? performance.now()) - this.#countsFromMs) / 1000;
  }

  /** The warm-up is over: what has come so far is forgotten. */
  #beginToCount(): void {
    this.#tally = new Tally();
    this.#countsFromMs = performance.now();
    this.#after(this.#level.durationMs, () => {
      // A model that takes longer than the level lasts is measured by its first answers.
      if (this.#tally.answers + this.#tally.errors > 0) this.#end();
      else this.#after(this.#patience.firstMs, () => this.#giveUpFirst());
    });
  }

  #end(): void {
    const now = performance.now();
    this.#endedMs = now;
    this.#answersInTime = this.#tally.answers;
    this.#countUnsent(now);
    this.#after(this.#patience.trailingMs, () => this.#giveUp(this.#patience.trailingMs));
    this.#finishWhenIdle();
  }

  #giveUpFirst(): void {
    if (this.#endedMs === null) this.#giveUp(this.#patience.firstMs);
  }

  #giveUp(afterMs: number): void {
    for (const { isAsking } of this.#connections) {
      if (isAsking) this.#tally.fail('no answer', `none came within ${afterMs / 1000} s of the end`);
    }
    this.#over.resolve();
  }

  /** Requests that were due and found no connection free have waited in vain until now. */
  #countUnsent(now: number): void {
    for (let due = this.#schedule?.take(now) ?? null; due !== null; due = this.#schedule?.take(now) ?? null) {
      this.#tally.wait(now - due);
    }
  }

  #finishWhenIdle(): void {
    if (!this.#connections.some(({ isAsking }) => isAsking)) this.#over.resolve();
  }

  #send(connection: Connection, sinceMs: number): void {
    connection.request = this.#next % this.#requests.length;
    connection.sinceMs = sinceMs;
    this.#next += 1;
    const request = this.#requests[connection.request];
    if (request !== undefined) connection.send(request.bytes);
  }

  #take(connection: Connection, ending: Ending): void {
    this.#count(connection, ending);
    if (this.#endedMs !== null) return this.#finishWhenIdle();
    if (this.#isLate()) {
      this.#isOneRound = true;
      return this.#end();
    }
    if (ending instanceof Error) this.#after(AFTER_ERROR_MS, () => this.#goOn(connection));
    else this.#goOn(connection);
  }

  /** Whether the level should have ended, and has waited for its first answer. */
  #isLate(): boolean {
    const { durationMs } = this.#level;
    return this.#tally.answers + this.#tally.errors > 0 && performance.now() - this.#countsFromMs > durationMs;
  }

  #goOn(connection: Connection): void {
    if (this.#endedMs !== null) return;
    const now = performance.now();
    if (this.#schedule === null) return this.#send(connection, now);
    if (this.#free.length === 0) this.#freeSinceMs = now;
    this.#free.push(connection);
    this.#sendDue();
  }

  #count({ request, sinceMs }: Connection, ending: Ending): void {
    const now = performance.now();
    // What was sent in the warm-up and is answered after it counts: as much overlaps the end.
    if (now < this.#countsFromMs) return;
    this.#firstSentMs = Math.min(this.#firstSentMs, sinceMs);
    this.#lastAnswerMs = now;
    if (ending instanceof Error) {
      const code = 'code' in ending && typeof ending.code === 'string' ? ending.code : 'broken connection';
      return this.#tally.fail(code, ending.message);
    }
    if (ending.status >= 300) {
      const { kind, message } = describeRefusal(ending);
      return this.#tally.fail(kind, message);
    }
    const difference = this.#requests[request]?.check?.differs(ending.body) ?? null;
    if (difference === null) this.#tally.answer(now - sinceMs, ending.head);
    else this.#tally.fail('another answer', difference);
  }

  /** Sends what is due, as far as connections are free, and comes back when the next is due. */
  #sendDue(): void {
    const schedule = this.#schedule;
    if (schedule === null || this.#endedMs !== null) return;
    const now = performance.now();
    for (let connection = this.#free.at(-1); connection !== undefined; connection = this.#free.at(-1)) {
      const due = schedule.take(now);
      if (due === null) return this.#comeBack(schedule.nextMs - now);
      this.#free.pop();
      this.#send(connection, waitsSince(due, this.#freeSinceMs, now));
    }
  }

  #comeBack(inMs: number): void {
    if (this.#wake !== null) return;
    this.#wake = this.#after(inMs, () => {
      this.#wake = null;
      this.#sendDue();
    });
  }

  #after(ms: number, work: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
}
