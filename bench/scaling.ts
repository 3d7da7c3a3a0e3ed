// What one machine does, whether the simulation predicts it, and what the simulation says of many.
//
//   npm run scaling -- --seconds 5
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { FleetReport } from './scaling/fleet.ts';
import { simulateFleet } from './scaling/fleet.ts';
import type { ServerFigures } from './scaling/queue.ts';
import { predictWaits, quantiles } from './scaling/queue.ts';
import { askAtRate, askInTurn } from './scaling/sender.ts';
import type { ScaledWorkload } from './scaling/workloads.ts';
import { WORKLOADS } from './scaling/workloads.ts';
import { SoakedServer } from './soak/server.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' } } });
const forMs = Number(values.seconds) * 1000;

/** As many connections keep a worker busy. */
const MANY = 32;

/** Shares of what the server can do, at which the prediction is held against a run. */
const LOADS = [0.3, 0.5, 0.7];

/** Loads that the guide speaks of. */
const RATES = [10, 1000, 100_000];

interface Machine extends ServerFigures {
  readonly workload: string;
  readonly startMs: number;
  readonly memoryMiB: number;
}

const home = mkdtempSync(join(tmpdir(), 'truss-scaling-'));
const machines: Machine[] = [];
const checks: Readonly<Record<string, string | number>>[] = [];
try {
  for (const workload of WORKLOADS) await measure(workload);
} finally {
  rmSync(home, { recursive: true, force: true });
}
const load = loadavg()[0]?.toFixed(1);
console.log(`One worker, and whoever asks, on ${availableParallelism()} processors; load average at the end: ${load}`);
console.table(machines.map(rounded));
console.log('Predicted, and measured in an open loop:');
console.table(checks);
console.log('Pods for a steady load, at 80 percent:');
console.table(machines.map(podsFor));
console.log('A load that grows to four times as much at once, and is over after ten minutes:');
console.table(machines.flatMap((machine) => [5, 30, 120].map((startSeconds) => growing(machine, startSeconds))));

async function measure(workload: ScaledWorkload): Promise<void> {
  const { name, files, path, body } = workload;
  const beganAt = performance.now();
  // In the environment of the tests, which has scikit-learn.
  const server = await SoakedServer.start(home, name, files, ['--env', 'current']);
  const startMs = performance.now() - beganAt;
  try {
    const question = { port: server.port, path, body };
    await askInTurn(question, MANY, forMs / 2);
    const alone = quantiles(await askInTurn(question, 1, forMs));
    const capacity = ((await askInTurn(question, MANY, forMs)).length * 1000) / forMs;
    const overheadMs = Math.max(0, alone.p50Ms - 1000 / capacity);
    machines.push({ workload: name, capacity, overheadMs, startMs, memoryMiB: server.memoryOfAll / 2 ** 20 });
    for (const share of LOADS) {
      const rate = share * capacity;
      const predicted = predictWaits({ capacity, overheadMs }, rate);
      const measured = quantiles(await askAtRate(question, rate, forMs));
      checks.push({
        workload: name,
        'requests/s': Math.round(rate),
        'p50 predicted': tenths(predicted.p50Ms),
        'p50 measured': tenths(measured.p50Ms),
        'p99 predicted': tenths(predicted.p99Ms),
        'p99 measured': tenths(measured.p99Ms),
      });
    }
  } finally {
    await server.stop();
  }
}

function rounded({ workload, capacity, overheadMs, startMs, memoryMiB }: Machine): Readonly<Record<string, unknown>> {
  return {
    workload,
    'requests/s': Math.round(capacity),
    'overhead ms': tenths(overheadMs),
    'start ms': Math.round(startMs),
    'memory MiB': Math.round(memoryMiB),
  };
}

function podsFor({ workload, capacity }: Machine): Readonly<Record<string, unknown>> {
  return { workload, ...Object.fromEntries(RATES.map((rate) => [`${rate}/s`, Math.ceil(rate / (0.8 * capacity))])) };
}

function growing(machine: Machine, startSeconds: number): Readonly<Record<string, unknown>> {
  const rate = (second: number): number => (second >= 120 && second < 720 ? 4 : 1) * 1.5 * machine.capacity;
  const fleet = { pod: machine, min: 2, max: 100, target: 0.8, startSeconds, maxQueue: 1000, seconds: 2400, rate };
  const report: FleetReport = simulateFleet(fleet);
  return {
    workload: machine.workload,
    'pod starts in s': startSeconds,
    'most pods': report.mostPods,
    'pods at the end': report.lastPods,
    'refused %': tenths(report.refusedShare * 100),
    'longest wait ms': Math.round(report.longestWaitMs),
    'bad seconds': report.badSeconds,
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
