import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { MOST_WRITTEN_BYTES, readPlainFile } from './read-plain-file.ts';

function place(): string {
  const directory = mkdtempSync(join(tmpdir(), 'truss-plain-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'config.yaml');
}

test('reads a file', async () => {
  const path = place();
  writeFileSync(path, 'a: é\n');
  expect((await readPlainFile(path)).toString('utf8')).toBe('a: é\n');
});

test('waits for no pipe', async () => {
  const path = place();
  execFileSync('mkfifo', [path]);
  await expect(readPlainFile(path, 'config.yaml')).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: 'config.yaml cannot be read: it is a pipe or a device, and not a file.',
  });
});

test('reads no device, also behind a link', async () => {
  const path = place();
  symlinkSync('/dev/zero', path);
  await expect(readPlainFile(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});

test('reads nothing that nobody has written by hand', async () => {
  const path = place();
  writeFileSync(path, '');
  truncateSync(path, MOST_WRITTEN_BYTES + 1);
  await expect(readPlainFile(path, 'examples.yaml')).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: 'examples.yaml has 17 MiB; at most 16 are read.',
  });
});

test('fails as readFile does where there is nothing, or a directory', async () => {
  await expect(readPlainFile(place())).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readPlainFile(tmpdir())).rejects.toMatchObject({ code: 'EISDIR' });
});
