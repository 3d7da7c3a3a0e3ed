import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { asyncProperty, assert, constantFrom, oneof, string } from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';

import { useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { removeSecrets, setSecret } from './edit-local-store.ts';
import { readLocalStore } from './local-store.ts';

const home = useTemporaryHome();

const STORE = `# of this machine
use_sudo: true   # docker
secrets:
  # for the hub
  hf_token: abc   # until March
  pin: 0123
`;

function store(): string {
  return join(home(), 'config.yaml');
}

async function values(): Promise<Record<string, string>> {
  return Object.fromEntries((await readLocalStore()).secrets);
}

beforeEach(() => writeFileSync(store(), STORE, { mode: 0o600 }));

test('a secret is kept, and everything else stays as it is', async () => {
  expect(await setSecret('new.key', 's3cret')).toBe(false);
  expect(readFileSync(store(), 'utf8')).toBe(`${STORE}  new.key: s3cret\n`);
  expect(await setSecret('hf_token', 'def')).toBe(true);
  expect(readFileSync(store(), 'utf8')).toBe(`${STORE.replace('abc', 'def')}  new.key: s3cret\n`);
  expect(statSync(store()).mode & 0o777).toBe(0o600);
});

test('the first secret makes the store, for its owner alone', async () => {
  writeFileSync(store(), '# nothing yet\n', { mode: 0o644 });
  await setSecret('a', 'b');
  expect(readFileSync(store(), 'utf8')).toBe('# nothing yet\nsecrets:\n  a: b\n');
  expect(statSync(store()).mode & 0o777).toBe(0o600);
});

test('any text is kept as it is', async () => {
  const odd = constantFrom(
    '1.10',
    'on',
    'null',
    '- a',
    '"',
    'a\n',
    'a\n\n',
    '\n',
    ' \n ',
    'a\r\nb',
    '\u0085',
    '\u0000',
    '\u{1F511}',
    '#',
  );
  const words = string({ unit: constantFrom('a', ' ', '\n', '\t', ':', '#', "'", '"', '\\', 'é', '\u2028') });
  const value = oneof(odd, words, string({ unit: 'binary' })).filter((text) => text !== '' && text.isWellFormed());
  await assert(
    asyncProperty(value, async (text) => {
      await setSecret('odd', text);
      expect(await values()).toEqual({ hf_token: 'abc', pin: '0123', odd: text });
    }),
    { numRuns: 300 },
  );
});

test('several at once lose nothing', async () => {
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all(names.map((name) => setSecret(name, name)));
  expect(Object.keys(await values()).sort()).toEqual(['a', 'b', 'c', 'd', 'hf_token', 'pin']);
});

test('secrets are removed, all or none', async () => {
  await expect(removeSecrets(['pin', 'hf_tokn'])).rejects.toMatchObject({
    code: 'SECRET_NOT_FOUND',
    hint: 'Did you mean hf_token?',
  });
  expect(readFileSync(store(), 'utf8')).toBe(STORE);
  await removeSecrets(['hf_token']);
  expect(await values()).toEqual({ pin: '0123' });
  await removeSecrets(['pin']);
  expect(await values()).toEqual({});
  expect(await setSecret('pin', '1')).toBe(false);
});

describe('what is refused', () => {
  test.each(['', '.', '..', 'a b', 'a/b', 'ключ', 'a\n', 'x'.repeat(254)])('the name %j', async (name) => {
    await expect(setSecret(name, 'v')).rejects.toMatchObject({ code: 'SECRET_NAME_INVALID' });
  });

  test('a value behind the name, which is not shown', async () => {
    const error: unknown = await setSecret('key=hunter2', 'v').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SECRET_NAME_INVALID' });
    expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
  });

  test('a store that is no YAML, which stays as it is', async () => {
    writeFileSync(store(), 'secrets: {a: "hunter2\n');
    const error: unknown = await setSecret('a', 'v').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SECRET_STORE_INVALID' });
    expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
    expect(readFileSync(store(), 'utf8')).toBe('secrets: {a: "hunter2\n');
  });

  test('a store that is no UTF-8, whose other values would be damaged', async () => {
    const bytes = Buffer.from('secrets: {a: "\u00FF"}\n', 'latin1');
    writeFileSync(store(), bytes, { mode: 0o600 });
    await expect(setSecret('b', 'v')).rejects.toMatchObject({
      code: 'SECRET_STORE_INVALID',
      message: `${store()} is not UTF-8 text.`,
    });
    expect(readFileSync(store())).toEqual(bytes);
  });
});
