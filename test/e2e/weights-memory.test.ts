// A file that is larger than what the command may hold in memory. 5 GB of it, and the speed: `node bench/weights.ts --gigabytes 5`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { homeVariables, temporaryTruss } from '../support/temporary-home.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MB = 1_000_000;
/** With a file of 0.1 GB it is 235 MB, and as much with one of 5 GB. */
const MOST_MEMORY = 400 * MB;

const PROGRAM = `
process.argv.splice(2, 0, 'weights', 'pull', '.', '--json');
process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'));
await import(${JSON.stringify(join(ROOT, 'src/cli/main.ts'))});
`;

it('a large file takes no more memory than a small one', { timeout: 300_000 }, async () => {
  const bytes = 600 * MB;
  const server = spawn(process.execPath, [join(ROOT, 'bench/weights/server.ts'), String(bytes), '0']);
  onTestFinished(() => void server.kill());
  const url = String(((await once(server.stdout, 'data')) as [Buffer])[0]).trim();
  const directory = temporaryTruss({
    'config.yaml': `weights: [{source: "${url}/large.safetensors", mount_location: /nowhere/to/be/linked}]\n`,
    'model/model.py': '',
    'measured.mjs': PROGRAM,
  });
  const child = spawn(process.execPath, ['measured.mjs'], {
    cwd: directory,
    env: { ...process.env, ...homeVariables(join(directory, 'home')) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (part: Buffer) => (told += String(part)));
  await once(child, 'close');
  expect(told).toContain(`"bytes":${bytes}`);
  const [, peak = '0'] = /^peak (\d+)$/m.exec(told) ?? [];
  expect(Number(peak) * 1024).toBeGreaterThan(50 * MB);
  expect(Number(peak) * 1024).toBeLessThan(MOST_MEMORY);
});
