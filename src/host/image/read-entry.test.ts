import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, onTestFinished, test, vi } from 'vitest';

import { homeVariables, temporaryTruss } from '../../../test/support/temporary-home.ts';
import { readEntry } from './read-entry.ts';

const python = homeVariables('').TRUSS_PYTHON;
const config = 'model_name: Great Ünits\nsecrets:\n  api_key: null\n  other: kept\nunknown: 1\n';

test('a truss is described as the toolchain would describe it, with its examples and secrets', async () => {
  const examples = '- name: one\n  input: [1]\n- name: two\n  input_file: photo.jpg\n';
  const directory = temporaryTruss({ 'config.yaml': config, 'examples.yaml': examples });
  const variables = { TRUSS_SECRET_api_key: 'hunter2' };
  const { entry, issues } = await readEntry({ directory, python, workers: 2 }, variables);
  expect(entry).toMatchObject({
    name: 'great-units',
    directory,
    python,
    workers: 2,
    secrets: { api_key: 'hunter2', other: 'kept' },
    examples: [{ name: 'one' }],
  });
  expect(issues).toMatchObject([{ severity: 'warning', code: 'CONFIG_UNKNOWN_KEY', line: 5 }]);
});

test('a model is told where it is deployed to, and otherwise that it is nowhere', async () => {
  const directory = temporaryTruss({ 'config.yaml': '' });
  const stageOf = async (stage: string | null) =>
    (await readEntry({ directory, python, workers: null, stage }, {})).entry.stage;
  expect([await stageOf('production'), await stageOf(null)]).toEqual(['production', null]);
});

test('a variable of the config is for whoever runs the container to change, but for where programs are found', async () => {
  const own = 'environment_variables:\n  MODE: config\n  PEM: "one\\ntwo"\n  PATH: /own\n';
  const directory = temporaryTruss({ 'config.yaml': own });
  const variables = { MODE: 'container', PATH: '/usr/bin', OTHER: 'x' };
  const { entry } = await readEntry({ directory, python, workers: null }, variables);
  expect(entry.config.environment_variables).toEqual({ MODE: 'container', PEM: 'one\ntwo', PATH: '/own' });
});

test('examples that cannot be read keep no model from being served', async () => {
  const directory = temporaryTruss({ 'config.yaml': '', 'examples.yaml': '- nonsense\n' });
  expect((await readEntry({ directory, python, workers: null }, {})).entry.examples).toEqual([]);
});

test('a Python is named by its path, or looked for on the PATH', async () => {
  const directory = temporaryTruss({ 'config.yaml': '', 'bin/model-python': '#!/bin/sh\n' });
  chmodSync(join(directory, 'bin/model-python'), 0o755);
  vi.stubEnv('PATH', `${join(directory, 'bin')}:${dirname(python)}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const found = async (meant: string): Promise<string> =>
    (await readEntry({ directory, python: meant, workers: null }, {})).entry.python;
  expect(await found('model-python')).toBe(join(directory, 'bin/model-python'));
  expect(await found(python)).toBe(python);
  await expect(found('no-python')).rejects.toMatchObject({ message: 'There is no no-python on the PATH.' });
  await expect(found('/no/python')).rejects.toMatchObject({
    code: 'ENV_PYTHON_MISSING',
    message: '/no/python is no program that may be run.',
  });
});

test.each([
  ['no truss', {}, 'PROJECT_NOT_FOUND'],
  ['a directory in the place of its config', { 'config.yaml/file': '' }, 'FILE_UNREADABLE'],
  ['a config that is no text', { 'config.yaml': Buffer.from([0x61, 0xff]) }, 'CONFIG_SYNTAX'],
  ['a config that is not valid', { 'config.yaml': 'runtime:\n  num_workers: many\n' }, 'CONFIG_INVALID'],
])('%s is an error that says so', async (_, files, code) => {
  const directory = temporaryTruss(files as Record<string, string>);
  await expect(readEntry({ directory, python, workers: null }, {})).rejects.toMatchObject({ code });
});
