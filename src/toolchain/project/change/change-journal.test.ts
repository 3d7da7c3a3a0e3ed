import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { openProject } from '../open/open-project.ts';

test('a directory that cannot be read is said to be that, rather than a bug', async () => {
  const root = await mkdtemp(join(tmpdir(), 'truss-test-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const loop = join(root, 'loop');
  await symlink('loop', loop);
  await expect(openProject(loop)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(openProject(join(root, 'a'.repeat(300)))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
