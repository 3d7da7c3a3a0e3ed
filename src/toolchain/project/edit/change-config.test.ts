import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import type { ConfigEdit } from '../../../core/config/edit/edit-config.ts';
import { editConfig } from '../../../core/config/edit/edit-config.ts';
import { openProject } from '../open/open-project.ts';
import type { ChangedConfig } from './change-config.ts';
import { changeConfig } from './change-config.ts';
import { replaceRequirements } from './replace-requirements.ts';

useTemporaryHome();

const CONFIG = '# mine\nmodel_name: iris\nrequirements:\n  - six  # why\n';

function truss(files: Readonly<Record<string, string>> = {}): string {
  return temporaryTruss({ 'config.yaml': CONFIG, ...files });
}

function read(directory: string): string {
  return readFileSync(join(directory, 'config.yaml'), 'utf8');
}

async function edit(directory: string, ...edits: ConfigEdit[]): Promise<ChangedConfig> {
  return changeConfig(directory, ({ text }) => editConfig(text, edits));
}

describe('a change', () => {
  test('is written as a whole, with what is doubtful about it', async () => {
    const directory = truss();
    const port: ConfigEdit = { op: 'set', path: ['environment_variables', 'PORT'], value: '1' };
    const { written, warnings } = await edit(directory, port, { op: 'add', field: 'requirements', item: 'idna' });
    expect(written).toEqual(['config.yaml']);
    expect(warnings.map(({ message, line }) => [message, line])).toEqual([
      ['environment_variables.PORT is reserved: platforms that run the image set it by themselves', undefined],
    ]);
    expect(read(directory)).toBe(`${CONFIG}  - idna\n\nenvironment_variables:\n  PORT: "1"\n`);
    expect(await edit(directory, port)).toEqual({ written: [], warnings: [] });
  });

  test('that is for images is made without a word', async () => {
    const directory = truss();
    const { warnings } = await edit(directory, { op: 'add', field: 'system_packages', item: 'ffmpeg' });
    expect(warnings).toEqual([]);
    expect((await openProject(directory)).issues).toMatchObject([{ code: 'CONFIG_IMAGE_ONLY' }]);
  });

  test('that is not valid writes nothing, and tells all that is wrong', async () => {
    const directory = truss();
    const bad: ConfigEdit = { op: 'set', path: ['secrets', 'a b'], value: null };
    await expect(edit(directory, bad)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'the key "a b" in secrets must be a name made of letters, digits, -, . and _',
      issues: [],
    });
    const gpu: ConfigEdit = { op: 'set', path: ['resources', 'use_gpu'], value: 'some' };
    await expect(edit(directory, bad, gpu)).rejects.toMatchObject({
      message: 'config.yaml has 2 errors.',
      issues: [{ path: 'secrets.a b' }, { path: 'resources.use_gpu' }],
    });
    await expect(edit(directory, { op: 'add', field: 'requirements', item: 'six=1' })).rejects.toMatchObject({
      code: 'ENV_REQUIREMENT_INVALID',
      hint: 'Write six==1.',
    });
    expect(read(directory)).toBe(CONFIG);
  });

  test('of what is no truss makes nothing', async () => {
    const directory = join(truss(), 'nothing');
    await expect(edit(directory)).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    expect(() => read(directory)).toThrow('ENOENT');
  });

  test('does not get lost where several are made at once', async () => {
    const directory = truss();
    const items = Array.from({ length: 8 }, (_, index) => `package-${index}`);
    await Promise.all(items.map((item) => edit(directory, { op: 'add', field: 'requirements', item })));
    for (const item of items) expect(read(directory)).toContain(`  - ${item}\n`);
  });
});

describe('requirements that take the place of all others', () => {
  test('are lines, of which those that stay are kept', async () => {
    const directory = truss();
    await replaceRequirements(directory, { lines: ['idna', 'six'] });
    expect(read(directory)).toBe('# mine\nmodel_name: iris\nrequirements:\n  - six  # why\n  - idna\n');
  });

  test('are those of a requirements.txt, without comments', async () => {
    const directory = truss({ 'needs.txt': '# mine\nidna==3.4  # for names\n\n' });
    await replaceRequirements(directory, { file: join(directory, 'needs.txt') });
    expect(read(directory)).toBe('# mine\nmodel_name: iris\nrequirements:\n  - idna==3.4\n');
  });

  test('come from a pyproject.toml, and back', async () => {
    const other = temporaryTruss({ 'pyproject.toml': '[project]\nname = "p"\nversion = "1"\n' });
    const directory = truss();
    const { written } = await replaceRequirements(directory, { file: join(other, 'pyproject.toml') });
    expect(written).toEqual(['config.yaml', 'pyproject.toml']);
    expect(read(directory)).toBe('# mine\nmodel_name: iris\nrequirements_file: pyproject.toml\n');
    await replaceRequirements(directory, { lines: [] });
    expect(read(directory)).toBe('# mine\nmodel_name: iris\n');
  });

  test('are refused where a line or the file is no good', async () => {
    const directory = truss();
    await expect(replaceRequirements(directory, { lines: ['a=1', 'b=2'] })).rejects.toMatchObject({
      code: 'ENV_REQUIREMENT_INVALID',
      issues: [{ path: 'requirements[0]' }, { path: 'requirements[1]' }],
    });
    const file = join(directory, 'needs.txt');
    await expect(replaceRequirements(directory, { file })).rejects.toMatchObject({ code: 'FILE_MISSING' });
    writeFileSync(file, 'a=1\n');
    await expect(replaceRequirements(directory, { file })).rejects.toMatchObject({ code: 'ENV_REQUIREMENT_INVALID' });
    expect(read(directory)).toBe(CONFIG);
  });
});
