import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

const run = promisify(execFile);

/** How often the whole heap is marked while a process takes 300 bodies of 600 KB one after another, of which it keeps ten. */
async function countMarkings(before: string): Promise<number> {
  const script = `
    import { relaxCollector } from ${JSON.stringify(join(import.meta.dirname, 'relax-collector.ts'))};
    ${before}
    const kept = [];
    for (let index = 0; index < 300; index += 1) {
      kept[index % 10] = Buffer.allocUnsafeSlow(600_000);
      await new Promise(setImmediate);
    }`;
  const words = ['--trace-gc', '--input-type=module', '--eval', script];
  const { stdout, stderr } = await run(process.execPath, words);
  expect(stderr).not.toContain('unrecognized');
  return stdout.match(/Mark-Compact/g)?.length ?? 0;
}

test('bodies do not have the heap marked again and again', async () => {
  const relaxed = await countMarkings('relaxCollector();');
  expect(relaxed).toBeLessThan((await countMarkings('')) / 2);
});
