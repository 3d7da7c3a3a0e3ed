// Truss beside other servers of models, as a table of ratios: every line measured in turns in one run, and every answer looked at first.
//
//   npm run bench                                        all of it: 7 rounds of 2 s; about an hour, and 6 GB of packages the first time
//   npm run bench -- --only 'no-op' --peers fastapi,granian --rounds 3
//
// A server that polls while nobody asks is stopped while the others are measured. Figures of one run are ratios between neighbours in time;
// figures of two runs do not compare.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { measureWorkload } from './compare/measure-workload.ts';
import { prepare } from './compare/prepare.ts';
import type { Line } from './compare/report.ts';
import { renderReport } from './compare/report.ts';
import type { ServerName } from './compare/servers.ts';
import { SERVERS } from './compare/servers.ts';
import { workloads } from './compare/workloads.ts';
import { requireLoaders } from './measure/load.ts';

const all = Object.keys(SERVERS) as ServerName[];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    peers: { type: 'string', default: all.filter((name) => name !== 'truss').join(',') },
  },
});

const wanted = new Set(['truss', ...values.peers.split(',')]);
const unknown = [...wanted].filter((name) => !(all as string[]).includes(name));
if (unknown.length > 0) throw new Error(`there is no server ${unknown.join(', ')}, only ${all.join(', ')}`);
const servers = new Set(all.filter((name) => wanted.has(name)));
const chosen = workloads.filter(({ name }) => new RegExp(values.only).test(name));

requireLoaders();
prepare(servers, new Set(chosen.map(({ model }) => model)));
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
console.log(`${values.rounds} rounds of ${values.seconds} s; ours / theirs, and between what that lies at 95 %\n`);
const lines: Line[] = [];
for (const workload of chosen) {
  const extent = { rounds: Number(values.rounds), seconds: Number(values.seconds), servers };
  const line = { workload, measured: await measureWorkload(workload, extent) };
  // Each at once, for who waits, and once more in the whole table.
  console.error(renderReport([line]).split('\n')[2]);
  lines.push(line);
}
console.log(renderReport(lines));
