import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, test } from 'vitest';

/** Has a process make objects of which many outlive a collection; gives the MiB that it has for them. */
function grown(before: string): number {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { setTimeout } from 'node:timers/promises';
    import { capYoungHeap } from ${JSON.stringify(join(import.meta.dirname, 'cap-young-heap.ts'))};
    ${before}
    const kept = [];
    const bytes = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
    // More rounds than it takes to grow as far as it would; in the end there is time for whoever looks how far it is.
    for (let round = 0; round < 400; round += 1) {
      kept.splice(0, 25_000);
      for (let count = 0; count < 50_000; count += 1) kept[kept.length % 100_000] = { count, text: [count] };
      if (round % 40 === 0) await setTimeout(${before === '' ? 0 : 600});
    }
    console.log(bytes() / 2 ** 20);
  `;
  // What it is where there is much memory.
  const words = ['--max-semi-space-size=64', '--input-type=module', '--eval', program];
  return Number(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

test('the young generation stops growing where it has enough', () => {
  expect(grown('')).toBeGreaterThan(64);
  expect(grown('capYoungHeap();')).toBeLessThanOrEqual(64);
});
