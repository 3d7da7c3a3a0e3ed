// What is measured of both sides, as data: a name, a unit, and how one measurement of it is made.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { start } from '../measure/contender.ts';
import { cpuTimeOf, cpuTimeOfEndedChildren } from '../measure/cpu-time.ts';
import { loadGrpc } from '../measure/grpc-load.ts';
import type { Load, LoadRequest } from '../measure/load.ts';
import { load } from '../measure/load.ts';
import type { Requests } from './requests.ts';
import { grpcBody } from './requests.ts';
import type { Side } from './sides.ts';
import { contenderOf } from './sides.ts';

/** A side whose server runs. */
export interface RunningSide extends Side {
  readonly pid: number;
  readonly port: number;
  readonly requests: Requests;
}

/** What one measurement gives. */
export interface Measurement {
  /** In the unit of its figure. */
  readonly value: number;
  /** What the processors have worked for one request or one run; NaN where the machine does not tell. */
  readonly cpuMs: number;
}

/** One line of the table. */
export interface Figure {
  readonly name: string;
  readonly unit: 'requests/s' | 'ms';
  measure(side: RunningSide, seconds: number): Promise<Measurement>;
}

/** At so many connections a server is busy; at one, nothing is waited for but the answer. */
const BUSY = 64;

/** Runs of a command in one measurement, of which the fastest counts: whatever else the machine does only adds to it. */
const RUNS = 3;

export const figures: readonly Figure[] = [
  ...overHttp('V1 predict', ({ row }) => row),
  ...overHttp('V2 JSON, 1 input', ({ json }) => json),
  ...overHttp('V2 JSON, 30 inputs', ({ json30 }) => json30),
  ...overHttp('V2 binary', ({ binary }) => binary),
  throughput('gRPC, 32 calls at once', (side, seconds) => callGrpc(side, 32, seconds)),
  latency('gRPC, 1 call at once', (side, seconds) => callGrpc(side, 1, seconds)),
  { name: 'start to first answer', unit: 'ms', measure: startServer },
  command('truss --help', () => ['--help']),
  command('truss config check', ({ trusses }) => ['config', 'check', join(trusses, 'noop')]),
  command('truss predict', ({ trusses }) => ['predict', join(trusses, 'noop'), '-d', '{"inputs": [1]}']),
];

type LoadSide = (side: RunningSide, seconds: number) => Promise<Load>;

function overHttp(name: string, choose: (requests: Requests) => LoadRequest): Figure[] {
  return [
    throughput(`${name}, ${BUSY} connections`, ({ requests }, seconds) => load(choose(requests), BUSY, seconds)),
    latency(`${name}, 1 connection`, ({ requests }, seconds) => load(choose(requests), 1, seconds)),
  ];
}

function callGrpc({ port }: RunningSide, calls: number, seconds: number): Promise<Load> {
  const request = { port, method: '/inference.GRPCInferenceService/ModelInfer', message: grpcBody() };
  return loadGrpc(request, calls, seconds);
}

function throughput(name: string, loadSide: LoadSide): Figure {
  return { name, unit: 'requests/s', measure: measureLoad(loadSide, ({ requestsPerSecond }) => requestsPerSecond) };
}

function latency(name: string, loadSide: LoadSide): Figure {
  return { name, unit: 'ms', measure: measureLoad(loadSide, ({ p50Ms }) => p50Ms) };
}

function measureLoad(loadSide: LoadSide, value: (seen: Load) => number): Figure['measure'] {
  return async (side, seconds) => {
    const before = cpuTimeOf(side.pid);
    const seen = await loadSide(side, seconds);
    // A failure is fast, and would look like a gain.
    if (seen.failures > 0) throw new Error(`${seen.failures} requests failed`);
    return { value: value(seen), cpuMs: (cpuTimeOf(side.pid) - before) / seen.requests };
  };
}

async function startServer(side: RunningSide): Promise<Measurement> {
  const started = await start(contenderOf(side, ['noop']));
  const cpuMs = cpuTimeOf(started.pid);
  await started.stop();
  return { value: started.startMs, cpuMs };
}

function command(name: string, words: (side: Side) => readonly string[]): Figure {
  return {
    name,
    unit: 'ms',
    measure: async (side) => {
      const before = cpuTimeOfEndedChildren();
      const times = Array.from({ length: RUNS }, () => timeCommand(side, words(side)));
      return { value: Math.min(...times), cpuMs: (cpuTimeOfEndedChildren() - before) / RUNS };
    },
  };
}

function timeCommand({ cli, environment }: Side, words: readonly string[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [cli, ...words], { env: { ...process.env, ...environment } });
  if (status !== 0) throw new Error(`truss ${words.join(' ')} ended with ${status}: ${String(stderr)}`);
  return performance.now() - began;
}
