import { expect, test } from 'vitest';

import { redactCredentials, restoreCredentials, withoutCredentials } from './credentials.ts';

const TEXT = 'https://bob:s3@host:81/simple git+https://token@hub/o/r.git@main http://plain/x ssh://git@hub/o a@b.c';

test('messages show that there was a credential, and not which', () => {
  expect(redactCredentials(TEXT)).toBe(
    'https://***@host:81/simple git+https://***@hub/o/r.git@main http://plain/x ssh://git@hub/o a@b.c',
  );
});

test('files hold none, but may name a variable', () => {
  expect(withoutCredentials(`${TEXT} https://u:\${TOKEN}@host/y`)).toBe(
    'https://host:81/simple git+https://hub/o/r.git@main http://plain/x ssh://git@hub/o a@b.c https://u:${TOKEN}@host/y',
  );
});

test('what was taken away is given back, to the same hosts only', () => {
  const lock = withoutCredentials(TEXT);
  expect(restoreCredentials(lock, [TEXT])).toBe(TEXT);
  expect(restoreCredentials('https://other/simple', [TEXT])).toBe('https://other/simple');
  expect(restoreCredentials(lock, [])).toBe(lock);
});

test('a text of a million letters is read once', () => {
  const text = 'x'.repeat(1_000_000);
  expect(redactCredentials(text)).toBe(text);
  expect(redactCredentials(`${text}+https://me:pw@host/`)).toBe(`${text}+https://***@host/`);
});
