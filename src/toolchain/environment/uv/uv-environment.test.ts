import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, expect, test, vi } from 'vitest';

import { buildWheel, fileName } from '../../../../test/support/package-index.ts';
import { temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { openProject } from '../../project/open/open-project.ts';
import { ensureEnvironment } from '../ensure-environment.ts';

useTemporaryHome();
afterEach(() => vi.unstubAllEnvs());

/** Builds a package by handing over the wheel that lies beside it, and writes down which variables it sees meanwhile. */
const BACKEND = `
import os, pathlib, shutil

def build_wheel(directory, config_settings=None, metadata_directory=None):
    with open(os.environ["SEEN_BY_BACKEND"], "a") as seen:
        seen.write("\\n".join([*os.environ, ""]))
    [wheel] = pathlib.Path(__file__).parent.glob("*.whl")
    shutil.copy(wheel, directory)
    return wheel.name
`;

test('what builds a package sees the proxy of the user, and no secret', async () => {
  const directory = temporaryTruss({
    'config.yaml': 'python_version: py311\nrequirements: ["./tiny"]\nsecrets: {key: null}\n',
    'tiny/backend.py': BACKEND,
    'tiny/pyproject.toml':
      '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "tiny"\nversion = "1.0"\n',
  });
  const wheel = { name: 'tiny', version: '1.0' };
  writeFileSync(join(directory, 'tiny', fileName(wheel)), buildWheel(wheel));
  const seen = join(temporaryTruss({}), 'seen');
  vi.stubEnv('SEEN_BY_BACKEND', seen);
  vi.stubEnv('TRUSS_SECRET_key', 'hunter2');
  vi.stubEnv('NO_PROXY', 'localhost');
  const { created } = await ensureEnvironment(await openProject(directory), { source: 'isolated' });
  expect(created).toBe(true);
  const names = readFileSync(seen, 'utf8').split('\n');
  expect(names).toContain('NO_PROXY');
  expect(names.filter((name) => name.startsWith('TRUSS_SECRET_'))).toEqual([]);
});
