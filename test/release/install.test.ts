// Each package as somebody gets it: installed in an empty place, where its own page is then tried word by word.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { pythonVersion, version } from '../../src/core/version.ts';
import { tryPage } from '../docs/try-page.ts';
import { homeVariables } from '../support/temporary-home.ts';
import { root, tarball, wheel } from './artefacts.ts';

const run = promisify(execFile);
const { TRUSS_UV: uv, TRUSS_PYTHON: python } = homeVariables('');
/** What a machine has beside our packages. */
const system = ['/usr/local/bin', '/usr/bin', '/bin'];

let base = '';
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'truss-install-')));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Nothing of the repository's own environment leads an installed Truss anywhere. */
function variables(name: string): Record<string, string | undefined> {
  const ours = Object.keys(process.env).filter((key) => /^(?:TRUSS_|PYTHON|VIRTUAL_ENV|npm_)/.test(key));
  return { ...Object.fromEntries(ours.map((key) => [key, undefined])), TRUSS_HOME: join(base, name, 'home') };
}

async function output(path: readonly string[], name: string, command: readonly string[]): Promise<string> {
  const [program = '', ...words] = command;
  const env = { ...process.env, ...variables(name), PATH: path.join(':') };
  return (await run(program, words, { env, cwd: base })).stdout.trim();
}

describe('the npm package', () => {
  const tools = (): string => join(base, 'tools');
  const prefix = (): string => join(base, 'npm/prefix');
  const path = (): string[] => [join(prefix(), 'bin'), tools(), ...system];

  beforeAll(async () => {
    mkdirSync(tools());
    // The Node, the uv and the Python that it finds.
    symlinkSync(realpathSync(join(root, 'node_modules/.bin/node')), join(tools(), 'node'));
    symlinkSync(uv, join(tools(), 'uv'));
    symlinkSync(realpathSync(python), join(tools(), 'python3'));
    const offline = ['--offline', '--no-audit', '--no-fund', '--loglevel=error', '--cache', join(base, 'npm/cache')];
    await run('npm', ['install', '--global', '--prefix', prefix(), ...offline, tarball], { cwd: base });
  });

  it('brings nothing else with it', () => {
    expect(readdirSync(join(prefix(), 'lib/node_modules'))).toEqual(['truss']);
    expect(readdirSync(join(prefix(), 'lib/node_modules/truss'))).not.toContain('node_modules');
  });

  it('has the command', async () => {
    expect(await output(path(), 'npm', ['truss', '--version'])).toBe(`truss ${version}`);
  });

  it('does what its page says', { timeout: 300_000 }, async () => {
    const scratch = join(base, 'npm/page');
    // As after `npm install truss` in the project of somebody.
    mkdirSync(join(scratch, 'work/node_modules'), { recursive: true });
    symlinkSync(join(prefix(), 'lib/node_modules/truss'), join(scratch, 'work/node_modules/truss'));
    await tryPage(join(root, 'scripts/release/npm/README.md'), scratch, { path: path(), variables: variables('npm') });
  });
});

describe('the wheel', () => {
  const venv = (): string => join(base, 'wheel/venv');
  const path = (): string[] => [join(venv(), 'bin'), ...system];

  beforeAll(async () => {
    await run(uv, ['venv', '--quiet', venv(), '--python', python]);
    await run(uv, ['pip', 'install', '--quiet', '--python', join(venv(), 'bin/python'), wheel, 'scikit-learn']);
  });

  it('has the command, and the version of the package', async () => {
    expect(await output(path(), 'wheel', ['truss', '--version'])).toBe(`truss ${version}`);
    const program = 'import truss; print(truss.__version__)';
    expect(await output(path(), 'wheel', ['python', '-c', program])).toBe(pythonVersion);
  });

  it('does what its page says', { timeout: 300_000 }, async () => {
    const tools = { path: path(), variables: variables('wheel') };
    await tryPage(join(root, 'python/README.md'), join(base, 'wheel/page'), tools);
  });
});
