import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { servePackageIndex } from '../../../../test/support/package-index.ts';
import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../../test/support/temporary-home.ts';
import { openProject } from '../../project/open/open-project.ts';
import { ensureEnvironment } from '../ensure-environment.ts';
import { lockProject } from '../lock/lock-project.ts';
import { pipSettings } from './pip-settings.ts';

useTemporaryHome();

let place = '';

beforeEach(() => {
  place = temporaryTruss({});
  const told = Object.keys(process.env).filter((name) => /^(?:PIP|UV)_|^SSL_CERT|^VIRTUAL_ENV/.test(name));
  for (const name of told) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', place);
  vi.stubEnv('XDG_CONFIG_HOME', undefined);
  // The last of the files counts, so that the machine's own says nothing.
  writeFiles(place, { 'pip.conf': '[global]\nindex-url =\nextra-index-url =\nfind-links =\ncert =\n' });
  vi.stubEnv('PIP_CONFIG_FILE', join(place, 'pip.conf'));
});
afterEach(() => void vi.unstubAllEnvs());

test('what variables of pip say, in the words of uv', async () => {
  writeFiles(place, { 'wheels/a.whl': '', 'ca.pem': '' });
  vi.stubEnv('PIP_INDEX_URL', 'https://a/simple');
  vi.stubEnv('PIP_EXTRA_INDEX_URL', 'https://b/simple  https://c/simple');
  vi.stubEnv('PIP_FIND_LINKS', `${place}/wheels ${place}/gone https://d/wheels`);
  vi.stubEnv('PIP_TRUSTED_HOST', 'a');
  vi.stubEnv('PIP_CERT', `${place}/ca.pem`);
  vi.stubEnv('PIP_NO_INDEX', 'false');
  expect(await pipSettings(place)).toEqual({
    UV_DEFAULT_INDEX: 'https://a/simple',
    UV_INDEX: 'https://b/simple https://c/simple',
    UV_FIND_LINKS: `${place}/wheels,https://d/wheels`,
    UV_INSECURE_HOST: 'a',
    SSL_CERT_FILE: `${place}/ca.pem`,
  });
});

test('files of pip, below its variables; the nearest counts', async () => {
  writeFiles(place, {
    '.config/pip/pip.conf': '[global]\nextra-index-url = https://user/simple\n',
    'venv/pip.conf': '[global]\nindex-url = https://venv/simple\n',
  });
  writeFiles(place, { 'pip.conf': '' });
  vi.stubEnv('VIRTUAL_ENV', `${place}/venv`);
  expect(await pipSettings(place)).toMatchObject({
    UV_DEFAULT_INDEX: 'https://venv/simple',
    UV_INDEX: 'https://user/simple',
  });
  vi.stubEnv('PIP_INDEX_URL', 'https://variable/simple');
  expect(await pipSettings(place)).toMatchObject({ UV_DEFAULT_INDEX: 'https://variable/simple' });
  vi.stubEnv('PIP_INDEX_URL', undefined);
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  expect(await pipSettings(place)).toEqual({});
});

test('what uv has been told itself stays', async () => {
  vi.stubEnv('PIP_INDEX_URL', 'https://a/simple');
  vi.stubEnv('PIP_EXTRA_INDEX_URL', 'https://b/simple');
  vi.stubEnv('UV_INDEX_URL', 'https://mine/simple');
  expect(await pipSettings(place)).toEqual({ UV_INDEX: 'https://b/simple' });
  writeFiles(place, { '.config/uv/uv.toml': '[[index]]\nurl = "https://mine/simple"\n' });
  expect(await pipSettings(place)).toEqual({});
});

test('a package of the additional index of pip is locked and installed', async () => {
  const host = await servePackageIndex({ wheels: [{ name: 'tiny', version: '1.0' }], credentials: 'bob:s3cret' });
  vi.stubEnv('PIP_EXTRA_INDEX_URL', `http://bob:s3cret@${host}/simple`);
  const project = await openProject(temporaryTruss({ 'config.yaml': 'python_version: py311\nrequirements: [tiny]\n' }));
  const { text } = await lockProject(project);
  expect(text).toContain(`--extra-index-url http://${host}/simple\n\ntiny==1.0`);
  expect(text).not.toContain('s3cret');
  expect(await ensureEnvironment(project, { source: 'isolated' })).toMatchObject({ created: true });
});
