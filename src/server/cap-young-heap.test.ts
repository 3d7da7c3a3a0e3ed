import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, test } from 'vitest';

/** Has a process make objects of which many outlive a collection; gives the most MiB that it has had for young ones. */
function grown(before: string): number {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { setTimeout } from 'node:timers/promises';
    import { capYoungHeap } from ${JSON.stringify(join(import.meta.dirname, 'cap-young-heap.ts'))};
    ${before}
    await setTimeout(700);
    const bytes = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
    const kept = [];
    let most = 0;
    for (let round = 0; round < 100; round += 1) {
      kept.splice(0, 25_000);
      for (let count = 0; count < 50_000; count += 1) kept[kept.length % 100_000] = { count, text: [count] };
      most = Math.max(most, bytes());
    }
    console.log(most / 2 ** 20);
  `;
  const words = ['--input-type=module', '--eval', program];
  return Number(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

test('the young generation stops growing where it has enough', () => {
  const free = grown('');
  expect(free).toBeGreaterThan(4);
  expect(grown('capYoungHeap(1);')).toBeLessThan(free);
  expect(grown('capYoungHeap(2 ** 40);')).toBeGreaterThan(4);
});
