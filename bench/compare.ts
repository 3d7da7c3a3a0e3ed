// The server against FastAPI + uvicorn on the same no-op model, in one interleaved run, and how fast it starts.
//
//   make bench                       5 rounds of 5 s; about 3 minutes
//   node bench/compare.ts --rounds 2 --seconds 2
//
// Figures of one run are ratios between neighbours in time; figures of two runs do not compare.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import type { Contender, Started } from './measure/contender.ts';
import { start } from './measure/contender.ts';
import type { Load } from './measure/load.ts';
import { load, requireWrk } from './measure/load.ts';
import { median } from './measure/statistics.ts';

const root = resolve(import.meta.dirname, '..');
const cache = join(root, '.cache');
const uv = join(root, '.venv-dev/bin/uv');
const engine = join(root, 'dist/engine/cli.mjs');
const peers = join(cache, 'bench-peers');
// A copy, so that the lock that serving writes does not lie among the sources.
const noop = join(cache, 'bench-noop');

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const path = '/v1/models/model:predict';

const truss: Contender = {
  name: 'truss',
  path,
  command: (port) => [process.execPath, engine, 'serve', noop, '--port', String(port)],
  environment: { TRUSS_HOME: join(cache, 'bench-home'), TRUSS_PYTHON: join(root, '.venv-dev/bin/python') },
};

// uvicorn[standard] takes uvloop and httptools by itself; no access log, as the server's own is off the hot path too.
const fastapi: Contender = {
  name: 'fastapi',
  path,
  command: (port) =>
    [join(peers, 'bin/uvicorn'), '--app-dir', join(root, 'bench/peers')].concat(
      ['--host', '127.0.0.1', '--port', String(port)],
      ['--no-access-log', '--log-level', 'warning', 'fastapi_app:app'],
    ),
};

function prepare(): void {
  mkdirSync(cache, { recursive: true });
  cpSync(join(root, 'bench/noop'), noop, { recursive: true });
  if (!existsSync(join(peers, 'bin/uvicorn'))) {
    execFileSync(uv, ['venv', '--quiet', '--clear', peers, '--python', join(root, '.venv-dev/bin/python')]);
    const requirements = join(root, 'bench/peers/requirements.txt');
    execFileSync(uv, ['pip', 'install', '--quiet', '--python', join(peers, 'bin/python'), '-r', requirements]);
  }
  requireWrk();
}

const spread = (numbers: readonly number[]): string =>
  `${median(numbers).toFixed(2)} (${Math.min(...numbers).toFixed(2)} to ${Math.max(...numbers).toFixed(2)})`;

/** The row that the no-op model is asked about. */
function loadRow(server: Started, connections: number, duration: number): Promise<Load> {
  const headers = { 'Content-Type': 'application/json' };
  return load({ url: server.url, body: join(root, 'bench/measure/row.json'), headers }, connections, duration);
}

async function compareAt(connections: number, ours: Started, theirs: Started): Promise<void> {
  const pairs: { ours: Load; theirs: Load }[] = [];
  for (const server of [ours, theirs]) await loadRow(server, connections, 2);
  for (let round = 0; round < rounds; round += 1) {
    // Whoever goes first changes with the round, so that a drift of the machine falls on both.
    const first = round % 2 === 0 ? ours : theirs;
    const a = await loadRow(first, connections, seconds);
    const b = await loadRow(first === ours ? theirs : ours, connections, seconds);
    pairs.push(first === ours ? { ours: a, theirs: b } : { ours: b, theirs: a });
  }
  const table = (['ours', 'theirs'] as const).map((side) => ({
    server: side === 'ours' ? ours.name : theirs.name,
    'requests/s': Math.round(median(pairs.map((pair) => pair[side].requestsPerSecond))),
    'p50 ms': median(pairs.map((pair) => pair[side].p50Ms)),
    'p99 ms': median(pairs.map((pair) => pair[side].p99Ms)),
    failures: pairs.reduce((sum, pair) => sum + pair[side].failures, 0),
  }));
  console.log(`\n${connections} connection${connections === 1 ? '' : 's'}, median of ${rounds} rounds of ${seconds} s`);
  console.table(table);
  console.log(
    `requests/s, ours / theirs: ${spread(pairs.map((pair) => pair.ours.requestsPerSecond / pair.theirs.requestsPerSecond))}`,
  );
  console.log(`p50 latency, ours / theirs: ${spread(pairs.map((pair) => pair.ours.p50Ms / pair.theirs.p50Ms))}`);
}

async function startTimes(): Promise<void> {
  const times: Record<string, number[]> = { truss: [], fastapi: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of [truss, fastapi]) {
      const started = await start(contender);
      await started.stop();
      // The first one fills the caches of the disk, and builds the environment.
      if (round > 0) times[contender.name]?.push(started.startMs / 1000);
    }
  }
  console.log(`\nfrom the command to the first right answer, seconds: median (range) of ${rounds}`);
  for (const [name, seen] of Object.entries(times)) console.log(`  ${name.padEnd(8)} ${spread(seen)}`);
  const help = Array.from({ length: rounds + 1 }, () => {
    const began = performance.now();
    execFileSync(process.execPath, [engine, '--help'], { stdio: 'ignore' });
    return (performance.now() - began) / 1000;
  }).slice(1);
  console.log(`  --help   ${spread(help)}`);
}

prepare();
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
const ours = await start(truss);
try {
  const theirs = await start(fastapi);
  try {
    for (const connections of [64, 1]) await compareAt(connections, ours, theirs);
  } finally {
    await theirs.stop();
  }
} finally {
  await ours.stop();
}
await startTimes();
