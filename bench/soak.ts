// Soaks a server: mixed protocols and sizes while workers are killed, clients leave and deadlines pass; tells what was not as it should be.
//
//   npm run soak -- --seconds 300 --clients 12 --seed 1 --json
import { parseArgs } from 'node:util';

import { soak } from './soak/soak.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    clients: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    json: { type: 'boolean', default: false },
  },
});

const [seconds, clients, seed] = [Number(values.seconds), Number(values.clients), Number(values.seed)];
const onProgress = values.json ? undefined : (line: string): void => console.error(line);
const reports = await soak({ seconds, clients, seed, ...(onProgress !== undefined && { onProgress }) });

if (values.json) console.log(JSON.stringify({ seed, reports }));
else {
  for (const { server, requests, kills, right, endings, complaints } of reports) {
    console.log(
      `\n${server}: ${requests} requests, ${kills} kills, ${(right * 100).toFixed(1)} % right beside them (seed ${seed})`,
    );
    const sorted = Object.entries(endings).toSorted(([a], [b]) => a.localeCompare(b));
    for (const [ending, count] of sorted) console.log(`${String(count).padStart(8)}  ${ending}`);
    for (const complaint of new Set(complaints)) console.log(`  NOT WELL: ${complaint}`);
  }
}
process.exitCode = reports.every(({ complaints }) => complaints.length === 0) ? 0 : 1;
