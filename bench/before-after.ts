// Whether anything got slower: this checkout, which has to be built, against another commit, in one interleaved run.
//
//   make bench-against REF=main      20 rounds of 1 s; about 12 minutes
//   node bench/before-after.ts --before af574b3 --rounds 40 --only V2
//
// Each round measures every figure on both sides, one right after the other, and who is first changes with the round. What
// counts is the ratio of such neighbours in time: its median over the rounds, and in brackets between what that lies at 95 %. On
// a machine that does other things too, the ratio of what the processors worked for a request says more than that of the time.
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import type { Figure, RunningSide } from './before-after/figures.ts';
import { figures } from './before-after/figures.ts';
import { INPUTS, writeRequests, writeTensorTrusses } from './before-after/requests.ts';
import type { Side } from './before-after/sides.ts';
import { contenderOf, prepareSides } from './before-after/sides.ts';
import type { Change, Pair } from './before-after/verdict.ts';
import { judge, TOLERANCE } from './before-after/verdict.ts';
import type { Started } from './measure/contender.ts';
import { start } from './measure/contender.ts';
import { requireLoaders } from './measure/load.ts';

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
if (values.before === undefined) throw new Error('name the commit to compare with: --before REF');
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const chosen = figures.filter(({ name }) => new RegExp(values.only).test(name));

requireLoaders();
const sides = prepareSides(values.before);
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
console.log(`before: ${values.before}, after: this checkout; ${rounds} rounds of ${seconds} s\n`);
const servers: Started[] = [];
try {
  const running: RunningSide[] = [];
  for (const side of sides) running.push(await run(side, servers));
  report(await measure(running));
} finally {
  for (const server of servers) await server.stop();
}

/** Starts a side's server with all its trusses. */
async function run(side: Side, started: Started[]): Promise<RunningSide> {
  writeTensorTrusses(side.trusses);
  const server = await start(contenderOf(side, ['noop', ...Object.keys(INPUTS)]));
  started.push(server);
  const directory = join(resolve(side.trusses, '..'), 'requests');
  return { ...side, pid: server.pid, port: server.port, requests: writeRequests(directory, server.port) };
}

async function measure([before, after]: readonly RunningSide[]): Promise<Map<Figure, Pair[]>> {
  const pairs = new Map<Figure, Pair[]>(chosen.map((figure) => [figure, []]));
  if (before === undefined || after === undefined) return pairs;
  // The first round fills caches, and builds environments.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [figure, measured] of pairs) {
      const first = round % 2 === 0 ? before : after;
      const a = await figure.measure(first, seconds);
      const b = await figure.measure(first === before ? after : before, seconds);
      if (round > 0) measured.push(first === before ? { before: a, after: b } : { before: b, after: a });
    }
  }
  return pairs;
}

function report(measured: Map<Figure, readonly Pair[]>): void {
  const verdicts = [...measured].map(([figure, pairs]) => ({ figure, verdict: judge(figure.unit, pairs) }));
  console.table(
    verdicts.map(({ figure: { name, unit }, verdict: { before, after, time, cpu, slower } }) => ({
      figure: name,
      unit,
      before: Number(before.toPrecision(4)),
      after: Number(after.toPrecision(4)),
      'time, after / before': changeText(time),
      'CPU, after / before': changeText(cpu),
      slower: slower === 'no' ? '' : slower,
    })),
  );
  const slower = verdicts.filter(({ verdict }) => verdict.slower !== 'no');
  const names = slower.map(({ figure, verdict }) => `${figure.name}${verdict.slower === 'maybe' ? ' (maybe)' : ''}`);
  const limit = `by more than ${TOLERANCE * 100} %`;
  console.log(names.length === 0 ? `No figure is worse ${limit}.` : `Worse ${limit}: ${names.join('; ')}`);
}

function changeText({ median, interval: [low, high] }: Change): string {
  return median.toFixed(3) + (Number.isFinite(low) ? ` (${low.toFixed(2)} to ${high.toFixed(2)})` : '');
}
