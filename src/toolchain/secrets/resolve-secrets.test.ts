import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { resolveSecrets } from './resolve-secrets.ts';

let root: string;
let mounted: string;
let store: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'truss-secrets-'));
  mounted = join(root, 'mounted');
  store = join(root, 'home', 'config.yaml');
  await mkdir(mounted);
  await mkdir(join(root, 'home'));
  vi.stubEnv('TRUSS_HOME', join(root, 'home'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

test('a mounted file wins over the environment, that over the store, that over the default', async () => {
  await writeFile(join(mounted, 'a'), 'mounted\n');
  vi.stubEnv('TRUSS_SECRET_a', 'environment');
  vi.stubEnv('TRUSS_SECRET_b', 'environment');
  await writeFile(store, 'secrets: {a: store, b: store, c: 0123, undeclared: x}\nuse_sudo: false\n', { mode: 0o600 });
  const secrets = { a: 'default', b: 'default', c: 'default', d: 'default', e: null };
  expect(await resolveSecrets({ secrets }, { mountedAt: mounted })).toEqual({
    a: 'mounted\n',
    b: 'environment',
    c: '0123',
    d: 'default',
  });
});

test('needs no store', async () => {
  expect(await resolveSecrets({ secrets: { a: 'default' } }, { mountedAt: mounted })).toEqual({ a: 'default' });
});

test.each([0o644, 0o640, 0o602])('refuses a store that others may open (mode %i)', async (mode) => {
  await writeFile(store, 'secrets: {a: hunter2}\n');
  await chmod(store, mode);
  const error: unknown = await resolveSecrets({ secrets: { a: null } }, { mountedAt: mounted }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'SECRET_STORE_EXPOSED', hint: expect.stringContaining(`chmod 600 ${store}`) });
  expect(String(error)).not.toContain('hunter2');
  expect((await stat(store)).mode & 0o777).toBe(mode);
});

test('an open store without secrets tells nobody anything', async () => {
  await writeFile(store, 'secrets: {}\nuse_sudo: false\n', { mode: 0o644 });
  expect(await resolveSecrets({ secrets: { a: 'default' } }, { mountedAt: mounted })).toEqual({ a: 'default' });
});

test.each([
  ['broken YAML', 'secrets:\n  a: "hunter2\n'],
  ['a list', 'secrets: [hunter2]\n'],
  ['a map as a value', 'secrets: {a: {b: hunter2}}\n'],
])('says what is wrong with a store and never a value: %s', async (_, text) => {
  await writeFile(store, text);
  const error: unknown = await resolveSecrets({ secrets: { a: null } }, { mountedAt: mounted }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'SECRET_STORE_INVALID' });
  expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
});
