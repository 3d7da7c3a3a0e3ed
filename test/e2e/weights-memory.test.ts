// A file that is larger than what most machines may hold in memory. The speed: `node bench/weights.ts`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

import { expect, it } from 'vitest';

import { homeVariables, temporaryTruss } from '../support/temporary-home.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MB = 1_000_000;

const PROGRAM = `
process.argv.splice(2, 0, 'weights', 'pull', '.', '--json');
process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'));
await import(${JSON.stringify(join(ROOT, 'src/cli/main.ts'))});
`;

/** The most memory that a pull of a file has needed. */
async function peakOf(bytes: number): Promise<number> {
  const server = spawn(process.execPath, [join(ROOT, 'bench/weights/server.ts'), String(bytes), '0']);
  try {
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
    return Number(peak) * 1024;
  } finally {
    server.kill();
  }
}

it('a file of 5 GB takes no more memory than one of 0.1 GB', { timeout: 900_000 }, async () => {
  const small = await peakOf(100 * MB);
  const large = await peakOf(5000 * MB);
  expect(small).toBeGreaterThan(50 * MB);
  expect(large - small).toBeLessThan(60 * MB);
});
