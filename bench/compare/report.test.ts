import { expect, test } from 'vitest';

import type { Measured, Sample } from './measure-workload.ts';
import { renderReport } from './report.ts';
import { workloads } from './workloads.ts';

function samples(values: readonly number[], cpuMs: number): Sample[] {
  return values.map((value) => ({ value, cpuMs, p50Ms: 1 }));
}

test('the ratio is that of neighbours in time, and what could not be measured is told', () => {
  const [workload] = workloads;
  if (workload === undefined) throw new Error('there is none');
  const measured: Measured = new Map();
  measured.set('truss', samples([1000, 2000, 4000], 0.05));
  // The machine has become faster for both: each round is twice as fast as the other server.
  measured.set('fastapi', samples([500, 1000, 2000], 0.1));
  measured.set('granian', 'Error: it did not start');
  expect(renderReport([{ workload, measured }])).toMatchInlineSnapshot(`
    "| workload | Truss | fastapi | granian |
    | --- | --- | --- | --- |
    | no-op, 64 connections | 2,000 requests/s | 2.00× | – |

    Time of the processors for each request or item, ours by theirs:

    | workload | Truss | fastapi | granian |
    | --- | --- | --- | --- |
    | no-op, 64 connections | 50.0 µs | 0.50× | – |

    granian could not be measured at "no-op, 64 connections": Error: it did not start"
  `);
});
