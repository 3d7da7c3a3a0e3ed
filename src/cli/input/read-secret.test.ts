import { Readable, Writable } from 'node:stream';

import { expect, test } from 'vitest';

import { readSecret } from './read-secret.ts';

async function piped(bytes: Buffer): Promise<string> {
  const stderr = new Writable();
  return readSecret('key', { stdin: Readable.from([bytes]), stderr, signal: new AbortController().signal });
}

test.each([
  ['s3cret\n', 's3cret'],
  ['one\r\n', 'one'],
  ['two\nlines\n\n', 'two\nlines\n'],
  ['clé 🔑', 'clé 🔑'],
])('%j on stdin is %j', async (text, value) => {
  expect(await piped(Buffer.from(text))).toBe(value);
});

test('bytes that are no text are refused, instead of kept as other bytes', async () => {
  await expect(piped(Buffer.from('a\u00FF\u00FEb', 'latin1'))).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: 'The value of key is not UTF-8 text, and a secret is text. Nothing has changed.',
    hint: 'Encode it, and decode it in the model: base64 < file | truss secret set key',
  });
});

test('an empty value is refused', async () => {
  await expect(piped(Buffer.from('\n'))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});
