import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { findExecutable, isExecutable, pathDirectories } from '../../../system/processes/find-executable.ts';
import { runProcess } from '../../../system/processes/run-process.ts';
import { launchingPython } from '../python/python-places.ts';
import { uvEnvironment } from './uv-environment.ts';

/** A uv that was run and has answered. */
export interface Uv {
  readonly path: string;
  /** `0.13.9`. */
  readonly version: string;
}

/** Since 0.5 `uv pip sync` verifies the hashes that a lock has, also where not all lines have one. */
const OLDEST_MINOR = 5;

const INSTALL_HINT =
  'Install it with `pip install uv`, or as https://docs.astral.sh/uv says; TRUSS_UV may name its path.';

let found: { readonly key: string; readonly uv: Promise<Uv> } | undefined;

/**
 * The uv to use: `TRUSS_UV`; the one beside the Python that launched truss (the wheel of truss depends on uv); PATH; where uv's own
 * installer puts it. Fails with `ENV_UV_MISSING`. Asked once a process.
 */
export async function findUv(): Promise<Uv> {
  const { TRUSS_UV, TRUSS_PYTHON, PATH } = process.env;
  const key = JSON.stringify([TRUSS_UV, TRUSS_PYTHON, PATH]);
  if (found?.key !== key) found = { key, uv: lookForUv() };
  const { uv } = found;
  // A failure is not kept: uv may be installed while a notebook runs.
  uv.catch(() => (found = undefined));
  return uv;
}

async function lookForUv(): Promise<Uv> {
  const given = process.env['TRUSS_UV'];
  if (given !== undefined && given !== '') return checkGiven(resolve(given));
  const home = homedir();
  const launching = launchingPython();
  const directories = [
    ...(launching === null ? [] : [dirname(launching)]),
    ...pathDirectories(),
    join(home, '.local', 'bin'),
    join(home, '.cargo', 'bin'),
  ];
  const path = await findExecutable('uv', directories);
  if (path === null) {
    throw new TrussError('ENV_UV_MISSING', {
      message: 'uv, which makes the environments of trusses, is neither beside the Python of truss nor on the PATH.',
      hint: INSTALL_HINT,
    });
  }
  return askVersion(path);
}

async function checkGiven(path: string): Promise<Uv> {
  if (await isExecutable(path)) return askVersion(path);
  throw new TrussError('ENV_UV_MISSING', {
    message: `TRUSS_UV names ${path}, which is no program.`,
    hint: 'Correct TRUSS_UV, or unset it so that uv is looked for.',
  });
}

async function askVersion(path: string): Promise<Uv> {
  const { stdout, stderr, status } = await runProcess({ command: path, args: ['--version'], env: uvEnvironment() });
  const match = /^uv (\d+)\.(\d+)\.\S+/.exec(stdout);
  if (status !== 0 || match === null) {
    throw new TrussError('ENV_UV_MISSING', {
      message: `${path} does not answer as uv does: ${(stdout + stderr).trim() || `it ended with status ${status}`}`,
      hint: INSTALL_HINT,
    });
  }
  const version = match[0].slice('uv '.length);
  if (Number(match[1]) === 0 && Number(match[2]) < OLDEST_MINOR) {
    throw new TrussError('ENV_UV_MISSING', {
      message: `${path} is uv ${version}; 0.${OLDEST_MINOR} or newer is needed.`,
      hint: 'Renew it with `uv self update` or `pip install --upgrade uv`.',
    });
  }
  return { path, version };
}
