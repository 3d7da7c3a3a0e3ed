import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

const run = promisify(execFile);

/** Whether a process that imports a module has loaded Node's own undici. */
async function loadsUndici(module: string): Promise<boolean> {
  const script = `
    await import(${JSON.stringify(module)});
    console.log(process.moduleLoadList.some((name) => name.includes('undici')));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout.trim() === 'true';
}

test('a server starts without what Node puts off', async () => {
  expect(await loadsUndici(join(import.meta.dirname, '../server/main.ts'))).toBe(false);
  // What this is about: should it be false, the detour is of no use any more.
  expect(await loadsUndici('node:http')).toBe(true);
});
