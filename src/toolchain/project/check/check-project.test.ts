import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import type { TrussError } from '../../../core/errors/truss-error.ts';
import { checkProject } from './check-project.ts';

useTemporaryHome();

const MODEL = { 'model/model.py': '' };

/** What a check says of a truss with these files: the code, and each issue with its place. */
async function told(files: Readonly<Record<string, string>>, strict = false): Promise<string> {
  const error: unknown = await checkProject(temporaryTruss(files), { strict }).catch((thrown: unknown) => thrown);
  const { code, message, issues } = error as TrussError;
  const lines = issues.map(
    ({ file, line, column, severity, message: text }) => `${file}:${line}:${column} ${severity}: ${text}`,
  );
  return [`${code}: ${message}`, ...lines].join('\n');
}

test('a truss without a fault is opened, with its warnings', async () => {
  const directory = temporaryTruss({ ...MODEL, 'config.yaml': 'mine: 1\n' });
  const { configPath, issues } = await checkProject(directory, { strict: false });
  expect({ configPath, issues }).toMatchObject({
    configPath: join(directory, 'config.yaml'),
    issues: [{ code: 'CONFIG_UNKNOWN_KEY', line: 1 }],
  });
});

describe('what is told', () => {
  test('an unknown key, when it is strict', async () => {
    expect(await told({ ...MODEL, 'config.yaml': 'model_nam: a\n' }, true)).toMatchInlineSnapshot(`
      "CONFIG_INVALID: model_nam is not a known key
      config.yaml:1:1 error: model_nam is not a known key"
    `);
  });

  test('no model file', async () => {
    expect(await told({ 'config.yaml': '' })).toMatchInlineSnapshot(`
      "MODEL_FILE_MISSING: the file with the model class is missing: there is no model/model.py
      config.yaml:undefined:undefined error: the file with the model class is missing: there is no model/model.py"
    `);
  });

  test('everything that the config names and that is not there', async () => {
    const config = 'model_class_filename: modle.py\nrequirements_file: requirements.txt\ndata_dir: weights\n';
    expect(await told({ ...MODEL, 'config.yaml': config })).toMatchInlineSnapshot(`
      "PROJECT_INVALID: The truss has 3 errors.
      config.yaml:1:23 error: the file with the model class is missing: there is no model/modle.py
      config.yaml:2:20 error: requirements_file is missing: there is no requirements.txt
      config.yaml:3:11 error: data_dir is missing: there is no weights"
    `);
  });

  test('packages outside of the truss that are not there', async () => {
    const config = 'external_package_dirs:\n  - ../shared\n  - model/model.py\n  - model\n';
    const text = await told({ ...MODEL, 'config.yaml': config });
    expect(text.replaceAll(/(?<=directory |: )\/\S*\//g, '~/')).toMatchInlineSnapshot(`
      "FILE_MISSING: The truss has 2 errors.
      config.yaml:2:5 error: The packages in ../shared are missing: there is no directory ~/shared.
      config.yaml:3:5 error: The packages in model/model.py are missing: ~/model.py is a file, and no directory."
    `);
  });

  test('no model file where a server takes its place', async () => {
    const config = `docker_server: {start_command: serve, server_port: 8000, predict_endpoint: /predict,
  readiness_endpoint: /ready, liveness_endpoint: /live}
`;
    const { issues } = await checkProject(temporaryTruss({ 'config.yaml': config }), { strict: true });
    expect(issues).toEqual([]);
  });

  test('examples that cannot be read, beside a warning', async () => {
    const files = { ...MODEL, 'config.yaml': 'mine: 1\n', 'examples.yaml': 'example1:\n  inputs: [1]\n' };
    expect(await told(files)).toMatchInlineSnapshot(`
      "EXAMPLES_INVALID: the examples must be a list, not a map
      config.yaml:1:1 warning: mine is not a known key
      examples.yaml:1:1 error: the examples must be a list, not a map"
    `);
  });

  test('examples that are no UTF-8', async () => {
    const directory = temporaryTruss({ ...MODEL, 'config.yaml': '' });
    await writeFile(join(directory, 'examples.yaml'), Buffer.from('- {name: a, input: h\xe4llo}\n', 'latin1'));
    await expect(checkProject(directory, { strict: false })).rejects.toMatchObject({
      code: 'EXAMPLES_INVALID',
      message: 'examples.yaml is not UTF-8 text.',
    });
  });

  test('examples that are a directory', async () => {
    expect(await told({ ...MODEL, 'config.yaml': '', 'examples.yaml/x': '' })).toMatchInlineSnapshot(`
      "FILE_UNREADABLE: examples.yaml cannot be read: it is a directory (EISDIR).
      examples.yaml:undefined:undefined error: examples.yaml cannot be read: it is a directory (EISDIR)."
    `);
  });
});
