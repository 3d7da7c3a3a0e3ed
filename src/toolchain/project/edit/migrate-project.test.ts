import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { migrateProject } from './migrate-project.ts';

useTemporaryHome();

const OLD = '# iris\r\npython_version: 3.10 # ours\r\n';
const NEW = '# iris\r\npython_version: py310 # ours\r\n';

test('only what is asked for is written', async () => {
  const directory = temporaryTruss({ 'config.yaml': OLD });
  const path = join(directory, 'config.yaml');
  const planned = await migrateProject(directory, { write: false });
  expect(planned).toMatchObject({ configPath: path, before: OLD, after: NEW, issues: [] });
  expect(readFileSync(path, 'utf8')).toBe(OLD);

  expect(await migrateProject(directory, { write: true })).toEqual(planned);
  expect(readFileSync(path, 'utf8')).toBe(NEW);
  expect((await migrateProject(directory, { write: true })).changes).toEqual([]);
});

test('a config that is wrong in other ways is migrated too, and says so', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'hf_cache: [{repo_id: gpt2}]\nresources: {cpu: many}\n' });
  const { changes, issues } = await migrateProject(directory, { write: false });
  expect(changes).toMatchObject([{ path: 'hf_cache' }]);
  expect(issues.map(({ path, severity, line }) => ({ path, severity, line }))).toEqual([
    { path: 'resources.cpu', severity: 'error', line: 2 },
  ]);
});

test('what is no YAML is an error with its place', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'a: [\n' });
  await expect(migrateProject(directory, { write: true })).rejects.toMatchObject({
    code: 'CONFIG_SYNTAX',
    issues: [{ line: 1, column: 4 }],
  });
  writeFileSync(join(directory, 'config.yaml'), Buffer.from([0xff]));
  await expect(migrateProject(directory, { write: true })).rejects.toMatchObject({ code: 'CONFIG_SYNTAX' });
});
