// The short form of `npm run soak`: the same clients, kills and rules, for half a minute.
import { existsSync } from 'node:fs';

import { expect, test } from 'vitest';

import { soak } from './soak.ts';

// What a server has open, and its children, are read from /proc.
const isReadable = existsSync(`/proc/self/task/${process.pid}/children`);

test.skipIf(!isReadable)(
  'servers bear half a minute of everything at once',
  async () => {
    const reports = await soak({ seconds: 20, clients: 4, seed: 20_261_129 });
    for (const report of reports) {
      expect(report, JSON.stringify(report, null, 2)).toMatchObject({ complaints: [] });
      expect(report.kills).toBeGreaterThan(0);
      expect(report.requests).toBeGreaterThan(50);
    }
  },
  600_000,
);
