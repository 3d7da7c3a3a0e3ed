// Environments for clients that cannot be installed beside each other, made by the tests themselves and kept between runs.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { homeVariables } from './temporary-home.ts';

const run = promisify(execFile);

const CACHE = path.resolve(import.meta.dirname, '../../.cache/clients');

/** The Python of an environment with these requirements, or why it cannot be had here. */
export async function clientEnvironment(
  requirements: string,
): Promise<{ readonly python: string } | { readonly reason: string }> {
  const environment = path.join(CACHE, nameOf([requirements]));
  try {
    if (!existsSync(environment)) await make(environment, requirements);
    return { python: path.join(environment, 'bin/python') };
  } catch (error) {
    return { reason: `${path.basename(requirements)} cannot be installed here: ${String(error)}` };
  }
}

/** A directory with what a `package.json` and its lock beside it say, or why it cannot be had here. */
export async function nodeClients(
  folder: string,
): Promise<{ readonly directory: string } | { readonly reason: string }> {
  const files = ['package.json', 'package-lock.json'].map((name) => path.join(folder, name));
  const directory = path.join(CACHE, nameOf(files));
  try {
    if (!existsSync(directory)) {
      const half = `${directory}.${process.pid}`;
      await mkdir(half, { recursive: true });
      for (const file of files) await copyFile(file, path.join(half, path.basename(file)));
      await run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error', '--ignore-scripts'], { cwd: half });
      await rename(half, directory);
    }
    return { directory };
  } catch (error) {
    return { reason: `${folder} cannot be installed here: ${String(error)}` };
  }
}

/** Changes with what is to be installed. */
function nameOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Under another name until it is whole. A moved environment finds its packages, if not its scripts. */
async function make(environment: string, requirements: string): Promise<void> {
  const { TRUSS_UV, TRUSS_PYTHON } = homeVariables('');
  const half = `${environment}.${process.pid}`;
  await run(TRUSS_UV, ['venv', '--quiet', '--python', TRUSS_PYTHON, half]);
  await run(TRUSS_UV, ['pip', 'sync', '--quiet', '--python', path.join(half, 'bin/python'), requirements]);
  await rename(half, environment);
}
