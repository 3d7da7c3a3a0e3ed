import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss } from '../../../test/support/temporary-home.ts';
import { findSecrets } from './find-secrets.ts';

const secrets = { a: 'default', b: 'default', c: 'default', d: 'default', e: null };

test('a mounted file wins over a variable, that over what is stored, that over the default', async () => {
  const mountedAt = temporaryTruss({ a: 'mounted\n' });
  const variables = { TRUSS_SECRET_a: 'variable', TRUSS_SECRET_b: 'variable', TRUSS_SECRET_other: 'undeclared' };
  const stored = new Map(Object.entries({ a: 'stored', b: 'stored', c: 'stored', other: 'undeclared' }));
  expect(await findSecrets({ secrets }, { mountedAt, variables, stored })).toEqual({
    a: 'mounted\n',
    b: 'variable',
    c: 'stored',
    d: 'default',
  });
});

test('a mounted file that cannot be read is an error that shows no value', async () => {
  const mountedAt = temporaryTruss({});
  mkdirSync(join(mountedAt, 'a'));
  await expect(findSecrets({ secrets }, { mountedAt, variables: {} })).rejects.toMatchObject({
    code: 'SECRET_UNREADABLE',
    message: `The secret a is mounted at ${join(mountedAt, 'a')}, which cannot be read.`,
  });
});

test('a mounted file that is no text is refused, instead of given to the model with other bytes', async () => {
  const mountedAt = temporaryTruss({});
  writeFileSync(join(mountedAt, 'a'), Buffer.from('a\u00FFb', 'latin1'));
  await expect(findSecrets({ secrets }, { mountedAt, variables: {} })).rejects.toMatchObject({
    code: 'SECRET_UNREADABLE',
    message: `The secret a is mounted at ${join(mountedAt, 'a')}, which is not UTF-8 text.`,
  });
});
