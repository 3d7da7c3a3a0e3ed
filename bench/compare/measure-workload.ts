// One line of the table: its servers measured in turns, round after round, each of them alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Contender, Question, Started } from '../measure/contender.ts';
import { start } from '../measure/contender.ts';
import { cpuTimeOf } from '../measure/cpu-time.ts';
import { firstItemMs } from '../measure/first-item.ts';
import { loadGrpc } from '../measure/grpc-load.ts';
import type { Load } from '../measure/load.ts';
import { load } from '../measure/load.ts';
import { memoryOf } from '../measure/memory.ts';
import { median } from '../measure/statistics.ts';
import { ITEMS } from './questions.ts';
import type { Model, ServerName } from './servers.ts';
import { PEERS_HOME, SERVERS } from './servers.ts';
import type { Workload } from './workloads.ts';
import { grpcMessage } from './workloads.ts';

/** One measurement of one server. */
export interface Sample {
  /** What is compared: requests, calls or items a second, milliseconds, or MB. */
  readonly value: number;
  /** What the processors have worked for one of them, in ms; NaN where that says nothing. */
  readonly cpuMs: number;
  /** Milliseconds until half of the answers were there; of a stream, until its first item. */
  readonly p50Ms: number;
}

/** The samples of each server, in the order of the rounds; or why it has none. */
export type Measured = Map<ServerName, Sample[] | string>;

/** How long and how often. */
export interface Extent {
  readonly rounds: number;
  readonly seconds: number;
  /** Whom to measure; the first one is compared with the others. */
  readonly servers: ReadonlySet<ServerName>;
}

/** Memory is read when so many requests were answered. */
const REQUESTS_BEFORE_MEMORY = 10_000;

/** Those that poll while nobody asks, with a whole processor; the others may run on. Triton's ends where it is stopped for long. */
const POLLING: ReadonlySet<ServerName> = new Set(['litserve']);

/** A server that was stopped where it stood has first to see how late it is. */
const AFTER_PAUSE_MS = 150;

const GRPC_METHOD = '/inference.GRPCInferenceService/ModelInfer';

/** Measures one workload; what a server cannot do is told instead of its samples. */
export async function measureWorkload(workload: Workload, extent: Extent): Promise<Measured> {
  const contenders = contendersOf(workload, extent.servers);
  if (workload.kind === 'start') return measureStarts(contenders, extent.rounds);
  const measured: Measured = new Map();
  const running: Running[] = [];
  try {
    for (const contender of contenders) {
      const begun = await begin(contender, workload);
      if (typeof begun === 'string') measured.set(contender.name, begun);
      else running.push(begun);
    }
    for (let round = 0; round <= extent.rounds; round += 1) {
      await measureRound(running, { round, workload, extent, measured });
    }
  } finally {
    for (const { server } of running) await server.stop();
  }
  return measured;
}

interface NamedContender extends Contender {
  readonly name: ServerName;
}

interface Running {
  readonly name: ServerName;
  readonly question: Question;
  /** The file with the body. */
  readonly body: string;
  readonly server: Started;
}

function contendersOf({ asked, model }: Workload, servers: ReadonlySet<ServerName>): NamedContender[] {
  const names = (Object.keys(asked) as ServerName[]).filter((name) => servers.has(name));
  return names.flatMap((name) => {
    const question = asked[name];
    return question === undefined ? [] : [{ name, question, launch: (ports) => SERVERS[name](ports, model) }];
  });
}

async function begin(contender: NamedContender, { model }: Workload): Promise<Running | string> {
  const { name, question } = contender;
  try {
    const server = await start(contender);
    if (POLLING.has(name)) server.pause();
    return { name, question, server, body: bodyFile(name, model, question) };
  } catch (error) {
    return String(error);
  }
}

function bodyFile(name: ServerName, model: Model, { body }: Question): string {
  const path = join(PEERS_HOME, 'bodies', `${name}-${model}`);
  mkdirSync(join(PEERS_HOME, 'bodies'), { recursive: true });
  writeFileSync(path, body);
  return path;
}

interface Round {
  readonly round: number;
  readonly workload: Workload;
  readonly extent: Extent;
  readonly measured: Measured;
}

/** Whoever is first changes with the round, so that a drift of the machine falls on all. The round 0 warms them up. */
async function measureRound(running: readonly Running[], { round, workload, extent, measured }: Round): Promise<void> {
  const from = round % Math.max(1, running.length);
  for (const each of [...running.slice(from), ...running.slice(0, from)]) {
    const samples = measured.get(each.name) ?? [];
    if (typeof samples === 'string') continue;
    if (POLLING.has(each.name)) {
      each.server.resume();
      await wait(AFTER_PAUSE_MS);
    }
    try {
      const sample = await measure(each, workload, extent.seconds);
      if (round > 0) measured.set(each.name, [...samples, sample]);
    } catch (error) {
      measured.set(each.name, String(error));
    }
    if (POLLING.has(each.name)) each.server.pause();
  }
}

async function measure(running: Running, { kind, connections }: Workload, seconds: number): Promise<Sample> {
  const { server, question } = running;
  const before = cpuTimeOf(server.pid);
  const seen = await loadOnce(running, kind, connections, seconds);
  const cpuMs = (cpuTimeOf(server.pid) - before) / seen.requests;
  if (seen.failures > 0) throw new Error(`${seen.failures} of ${seen.requests} failed`);
  if (seen.requests === 0) throw new Error(`there was no answer within ${seconds} s`);
  if (kind === 'stream') {
    const first = await firstItemMs(server.port, question);
    return { value: seen.requestsPerSecond * ITEMS, cpuMs: cpuMs / ITEMS, p50Ms: first };
  }
  const { requestsPerSecond, p50Ms } = seen;
  if (kind === 'memory') return { value: memoryOf(server.pid), cpuMs: Number.NaN, p50Ms };
  return { value: kind === 'latency' ? p50Ms : requestsPerSecond, cpuMs, p50Ms };
}

function loadOnce(running: Running, kind: Workload['kind'], connections: number, seconds: number): Promise<Load> {
  const { server, question, body } = running;
  if (kind === 'grpc') {
    const message = grpcMessage();
    return loadGrpc({ port: portOfGrpc(running), method: GRPC_METHOD, message }, connections, seconds);
  }
  const request = { url: server.url, body, headers: question.headers };
  return kind === 'memory' ? loadUntil(request, connections) : load(request, connections, seconds);
}

/** Ours speaks it on the same port. */
function portOfGrpc({ name, server }: Running): number {
  return name === 'truss' ? server.port : server.grpcPort;
}

async function loadUntil(request: Parameters<typeof load>[0], connections: number): Promise<Load> {
  let seen = await load(request, connections, 1);
  for (let { requests } = seen; requests < REQUESTS_BEFORE_MEMORY && seen.requests > 0; requests += seen.requests) {
    seen = await load(request, connections, 1);
  }
  return seen;
}

async function measureStarts(contenders: readonly NamedContender[], rounds: number): Promise<Measured> {
  const samples = new Map<ServerName, Sample[]>();
  // The first one fills the caches of the disk.
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of contenders) {
      const server = await start(contender);
      const cpuMs = cpuTimeOf(server.pid);
      await server.stop();
      const sample = { value: server.startMs, cpuMs, p50Ms: server.startMs };
      if (round > 0) samples.set(contender.name, [...(samples.get(contender.name) ?? []), sample]);
    }
  }
  return samples;
}

/** The middle of what was measured of one server. */
export function middle(samples: readonly Sample[], of: keyof Sample): number {
  return median(samples.map((sample) => sample[of]));
}
