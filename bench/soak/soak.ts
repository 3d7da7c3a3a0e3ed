// A soak: clients of every protocol, of which some leave half-way, ask servers whose workers are killed at random.
import { rm, mkdtemp } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { GrpcSoaker } from './grpc-requests.ts';
import type { Asked } from './http-requests.ts';
import {
  chat,
  failingV1,
  inferBinary,
  inferV2,
  invalidV1,
  lateV1,
  leaveV1,
  predictV1,
  streamV1,
} from './http-requests.ts';
import type { Holdings, KillWindow, Observed } from './judge.ts';
import { complaints, shareRight } from './judge.ts';
import type { SoakedModel } from './model.ts';
import { TRUSSES } from './model.ts';
import type { Finished, Outcome } from './outcome.ts';
import { other } from './outcome.ts';
import { Random } from './random.ts';
import { SoakedServer } from './server.ts';
import { talk } from './web-socket-requests.ts';

/** How long, how hard, and from which numbers. */
export interface SoakOptions {
  readonly seconds: number;
  /** Clients of each server, of which each asks one request after the other. */
  readonly clients: number;
  readonly seed: number;
  /** Told now and then how it goes. */
  readonly onProgress?: (line: string) => void;
}

/** What became of it. */
export interface SoakReport {
  readonly server: string;
  readonly requests: number;
  readonly kills: number;
  /** The share of right answers among those that no kill has touched. */
  readonly right: number;
  /** By kind of request and how it ended. */
  readonly endings: Readonly<Record<string, number>>;
  readonly memory: Observed['memory'];
  /** What was not as it should be. */
  readonly complaints: readonly string[];
}

type Kind = (asked: Asked) => Promise<Outcome>;

/** From one kill to the next, on average. */
const KILL_EVERY_MS = 5000;

/** How often the memory of the servers is read. */
const SAMPLE_EVERY_MS = 2000;

/** What must be 0 when nobody asks. */
const IDLE_GAUGES = ['truss_requests_in_flight', 'truss_requests_queued', 'truss_sessions_open'];

/** How long it may take until everything is given back. */
const SETTLE_MS = 30_000;

/** Soaks all servers at the same time. */
export async function soak(options: SoakOptions): Promise<SoakReport[]> {
  const home = await mkdtemp(join(tmpdir(), 'truss-soak-'));
  try {
    const names: readonly SoakedModel[] = ['plain', 'chats', 'talks', 'rows'];
    const soaking = names.map((name, index) => soakOne(home, name, { ...options, seed: options.seed + index }));
    // Where one fails, the others end in order all the same.
    await Promise.allSettled(soaking);
    return await Promise.all(soaking);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function soakOne(home: string, name: SoakedModel, options: SoakOptions): Promise<SoakReport> {
  const server = await SoakedServer.start(home, name, TRUSSES[name]);
  const grpc = new GrpcSoaker(server.port);
  const agent = new Agent({ keepAlive: true });
  try {
    const kinds = kindsOf(name, grpc);
    const course = new Course(server, agent, options);
    // Each kind once, so that what is made at first use is there before it is counted what there is.
    const first = await course.each(kinds);
    const before = await settled(server);
    const finished = [...first, ...(await course.run(kinds))];
    grpc.close();
    agent.destroy();
    const after = await settled(server, before);
    const counted = byStatus(await server.metrics('truss_requests_total'));
    const gauges = new Map(
      await Promise.all(IDLE_GAUGES.map(async (gauge) => [gauge, await server.gauge(gauge)] as const)),
    );
    const { windows, memory } = course;
    const survivors = await server.stop();
    const observed = { finished, windows, counted, gauges, before, after, survivors, memory };
    return report(name, observed);
  } finally {
    grpc.close();
    agent.destroy();
    await server.stop();
  }
}

/** How often each is asked, by how often it stands here. */
function kindsOf(name: SoakedModel, grpc: GrpcSoaker): Readonly<Record<string, Kind>> {
  if (name === 'talks') return { WebSocket: talk };
  const v1 = {
    V1: predictV1,
    'V1 once more': predictV1,
    'V1 stream': streamV1,
    'V1 that fails': failingV1,
    'V1 that is no JSON': invalidV1,
    'V1 that is late': lateV1,
    'V1 that leaves': leaveV1,
  };
  if (name === 'rows') return { ...v1, 'V1 a third time': predictV1, 'V1 a fourth time': predictV1 };
  const all = {
    ...v1,
    V2: inferV2,
    'V2 binary': inferBinary,
    gRPC: grpc.infer,
    'gRPC stream': grpc.stream,
    'gRPC that leaves': grpc.leave,
  };
  return name === 'plain' ? all : { ...all, chat, 'chat once more': chat };
}

/** What happens to one server. */
class Course {
  readonly windows: KillWindow[] = [];
  readonly memory: { at: number; bytes: number }[] = [];
  readonly #server: SoakedServer;
  readonly #agent: Agent;
  readonly #options: SoakOptions;
  readonly #startedAt = performance.now();

  constructor(server: SoakedServer, agent: Agent, options: SoakOptions) {
    this.#server = server;
    this.#agent = agent;
    this.#options = options;
  }

  /** Asks each kind once. */
  async each(kinds: Readonly<Record<string, Kind>>): Promise<Finished[]> {
    const finished: Finished[] = [];
    const random = new Random(this.#options.seed);
    for (const [kind, ask] of Object.entries(kinds)) finished.push(await this.#ask(kind, ask, random));
    return finished;
  }

  /** Lets clients ask, and kills workers, until the time is over. */
  async run(kinds: Readonly<Record<string, Kind>>): Promise<Finished[]> {
    const endAt = performance.now() + this.#options.seconds * 1000;
    const finished: Finished[] = [];
    const client = async (random: Random): Promise<void> => {
      while (performance.now() < endAt) {
        const [kind, ask] = random.one(Object.entries(kinds));
        finished.push(await this.#ask(kind, ask, random));
      }
    };
    const { clients, seed } = this.#options;
    const asking = Array.from({ length: clients }, (_, index) => client(new Random(seed * 1000 + index)));
    await Promise.all([...asking, this.#kill(endAt), this.#sample(endAt, finished)]);
    return finished;
  }

  async #ask(kind: string, ask: Kind, random: Random): Promise<Finished> {
    const { url, name } = this.#server;
    const beganAt = this.#now;
    const outcome = await ask({ url, name, random, agent: this.#agent }).catch((error: unknown) =>
      other('lost', null, describe(error)),
    );
    return { ...outcome, kind, beganAt, endedAt: this.#now };
  }

  async #kill(endAt: number): Promise<void> {
    const random = new Random(this.#options.seed + 7);
    for (;;) {
      const waitMs = KILL_EVERY_MS * (0.5 + random.next());
      // The last one is whole again before the clients go.
      if (performance.now() + waitMs + KILL_EVERY_MS > endAt) return;
      await sleep(waitMs);
      const from = this.#now;
      await this.#server.killWorker(random.next());
      this.windows.push({ from, to: this.#now });
    }
  }

  async #sample(endAt: number, finished: readonly Finished[]): Promise<void> {
    while (performance.now() < endAt) {
      const { memory: bytes } = this.#server;
      this.memory.push({ at: this.#now, bytes });
      const mebibytes = Math.round(bytes / 2 ** 20);
      this.#options.onProgress?.(
        `${Math.round(this.#now / 1000)} s, ${this.#server.name}: ${finished.length} requests, ${this.windows.length} kills, ${mebibytes} MiB`,
      );
      await sleep(Math.min(SAMPLE_EVERY_MS, Math.max(0, endAt - performance.now())));
    }
  }

  get #now(): number {
    return performance.now() - this.#startedAt;
  }
}

/** What a server has when nobody asks any more; `before`: what it should come back to, for which it is given time. */
async function settled(server: SoakedServer, before: Holdings | null = null): Promise<Holdings> {
  const endAt = performance.now() + SETTLE_MS;
  const isSettled = async (): Promise<boolean> => {
    const gauges = await Promise.all(IDLE_GAUGES.map((gauge) => server.gauge(gauge)));
    if (gauges.some((value) => value !== 0) || !(await server.isWhole())) return false;
    return before === null || server.holdings.descriptors <= before.descriptors;
  };
  while (!(await isSettled()) && performance.now() < endAt) await sleep(200);
  return server.holdings;
}

function report(server: string, observed: Observed): SoakReport {
  const endings: Record<string, number> = {};
  for (const { kind, ending, detail } of observed.finished) {
    const key = ending === 'right' ? `${kind}: right` : `${kind}: ${ending}: ${detail.slice(0, 80)}`;
    endings[key] = (endings[key] ?? 0) + 1;
  }
  return {
    server,
    requests: observed.finished.length,
    kills: observed.windows.length,
    right: shareRight(observed),
    endings,
    memory: observed.memory,
    complaints: complaints(observed),
  };
}

/** Counts of requests by their status, over all other labels. */
function byStatus(samples: ReadonlyMap<string, number>): Map<number, number> {
  const counted = new Map<number, number>();
  for (const [labels, count] of samples) {
    const status = Number(/status="(?<status>\d+)"/.exec(labels)?.groups?.['status']);
    counted.set(status, (counted.get(status) ?? 0) + count);
  }
  return counted;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
