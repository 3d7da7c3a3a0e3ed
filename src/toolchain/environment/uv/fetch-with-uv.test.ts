// uv itself fetches a Python, from a mirror in a directory: no network is needed.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../../test/support/temporary-home.ts';
import { findPython } from '../python/find-python.ts';
import { fetchWithUv } from './fetch-with-uv.ts';

useTemporaryHome();

const MIRRORED = 'https://github.com/astral-sh/python-build-standalone/releases/download';
const SYSTEM = platform === 'darwin' ? { os: 'darwin', libc: 'none' } : { os: 'linux', libc: 'gnu' };
const FAMILY = arch === 'arm64' ? 'aarch64' : 'x86_64';

/** uv changes its paths, and looks at its beginning to know it. */
const SYSCONFIG = '# system configuration generated and used by the sysconfig module\nbuild_time_vars = {}\n';

let place = '';

/** A mirror with a Python 3.31, which answers as one does when it is asked what it is. */
beforeEach(() => {
  place = temporaryTruss({});
  const answer = `printf 'truss-probe\\n3.31.7\\ncpython\\ngil\\n%s\\n%s\\n' "$0" "$0"`;
  const own = {
    'python/bin/python3.31': `#!/bin/sh\n${answer}\n`,
    'python/lib/python3.31/_sysconfigdata__test_.py': SYSCONFIG,
  };
  const key = `cpython-3.31.7-${SYSTEM.os}-${FAMILY}-${SYSTEM.libc}`;
  const release = {
    ...SYSTEM,
    name: 'cpython',
    arch: { family: FAMILY, variant: null },
    major: 3,
    minor: 31,
    patch: 7,
    prerelease: '',
    url: `${MIRRORED}/1/python.tar.gz`,
    sha256: null,
    variant: null,
    build: '1',
  };
  writeFiles(place, { ...own, 'releases.json': JSON.stringify({ [key]: release }) });
  chmodSync(`${place}/python/bin/python3.31`, 0o755);
  mkdirSync(`${place}/mirror/1`, { recursive: true });
  execFileSync('tar', ['czf', `${place}/mirror/1/python.tar.gz`, '-C', place, 'python']);
  vi.stubEnv('HOME', place);
  vi.stubEnv('UV_PYTHON_DOWNLOADS', undefined);
  vi.stubEnv('UV_PYTHON_INSTALL_DIR', `${place}/pythons`);
  vi.stubEnv('UV_PYTHON_INSTALL_MIRROR', pathToFileURL(`${place}/mirror`).href);
  vi.stubEnv('UV_PYTHON_DOWNLOADS_JSON_URL', `${place}/releases.json`);
  vi.stubEnv('UV_HTTP_RETRIES', '0');
});
afterEach(() => void vi.unstubAllEnvs());

test('fetches a Python to where it is found, and tells of it', async () => {
  const told: string[] = [];
  const fetch = fetchWithUv({ cwd: place, progress: ({ message }) => told.push(message) });
  expect(await findPython(31)).toBeNull();
  expect(await fetch(31)).toBeNull();
  expect(await findPython(31)).toMatchObject({ version: '3.31.7' });
  expect(told[0]).toBe('Fetching Python 3.31, which is not here yet');
  expect(readdirSync(place)).not.toContain('.local');
});

test.each(['never', 'manual'])('fetches nothing where the user has said %s', async (setting) => {
  vi.stubEnv('UV_PYTHON_DOWNLOADS', setting);
  expect(await fetchWithUv({ cwd: place })(31)).toBe(`downloads are off (UV_PYTHON_DOWNLOADS=${setting})`);
});

test('fetches nothing where uv.toml forbids it', async () => {
  writeFiles(place, { 'uv.toml': 'python-downloads = "never"\n' });
  expect(await fetchWithUv({ cwd: place })(31)).toBe('its settings (uv.toml) forbid downloads of Python');
});

test('says why a Python cannot be had', async () => {
  expect(await fetchWithUv({ cwd: place })(32)).toBe('it knows none to download');
  vi.stubEnv('UV_PYTHON_INSTALL_MIRROR', 'http://127.0.0.1:9/mirror');
  expect(await fetchWithUv({ cwd: place })(31)).toBe('127.0.0.1:9 cannot be reached: it refuses the connection');
  vi.stubEnv('UV_OFFLINE', '1');
  expect(await fetchWithUv({ cwd: place })(31)).toBe('it may not use the network (UV_OFFLINE is set)');
  vi.stubEnv('TRUSS_UV', `${place}/uv`);
  expect(await fetchWithUv({ cwd: place })(31)).toBe(`TRUSS_UV names ${place}/uv, which is no program`);
});
