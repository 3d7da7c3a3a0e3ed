import { createHash, randomBytes } from 'node:crypto';

import { expect, test } from 'vitest';

import { startHash } from './hashing.ts';

const MB = 2 ** 20;

async function digestOf(bytes: Buffer, size: number | null): Promise<string> {
  const hash = startHash(size);
  for (let at = 0; at < bytes.length; at += MB) {
    const chunks = [bytes.subarray(at, at + 1000), bytes.subarray(at + 1000, at + MB)].map((chunk) =>
      Buffer.from(chunk),
    );
    await hash.update(chunks);
    // Whoever reads uses the memory again.
    for (const chunk of chunks) chunk.fill(0);
  }
  return hash.digest();
}

test.each([0, 5, 33])('of %i MB, whether their number is known or not, and several at once', async (megabytes) => {
  const files = Array.from({ length: 2 }, () => randomBytes(megabytes * MB));
  const expected = files.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  expect(await Promise.all(files.map((bytes) => digestOf(bytes, bytes.length)))).toEqual(expected);
  expect(await Promise.all(files.map((bytes) => digestOf(bytes, null)))).toEqual(expected);
});

test('one that is dropped leaves the others alone, and no thread behind', async () => {
  const dropped = startHash(null);
  await dropped.update([randomBytes(33 * MB)]);
  const bytes = randomBytes(33 * MB);
  const other = digestOf(bytes, bytes.length);
  dropped.drop();
  dropped.drop();
  expect(await other).toBe(createHash('sha256').update(bytes).digest('hex'));
});
