import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { expect, onTestFinished, test, vi } from 'vitest';

import { residentMemory } from './resident-memory.ts';

const BALLAST_BYTES = 64 * 1024 * 1024;

/** A process that holds so much memory, and a pid that nobody has any more. */
async function startProcesses(): Promise<{ holding: number; gone: number }> {
  const code = `const held = Buffer.alloc(${BALLAST_BYTES}, 1); console.log(held.length); setInterval(() => held, 1000);`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await once(child.stdout, 'data');
  const short = spawn(process.execPath, ['-e', '']);
  await once(short, 'exit');
  return { holding: child.pid!, gone: short.pid! };
}

test.each([
  ['what the kernel says', process.platform],
  ['what ps says', 'darwin'],
])('the memory of each process, nothing of one that is gone: %s', async (_whose, platform) => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue(platform as NodeJS.Platform);
  onTestFinished(() => void vi.restoreAllMocks());
  const { holding, gone } = await startProcesses();
  const [first, second] = await residentMemory([holding, gone]);
  expect(first).toBeGreaterThan(BALLAST_BYTES);
  expect(first).toBeLessThan(8 * BALLAST_BYTES);
  expect(second).toBeNull();
});
