import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { readExamples } from '../examples/read-examples.ts';
import { openProject } from './open-project.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'truss-open-')));
  vi.stubEnv('TRUSS_HOME', join(root, 'home'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

async function put(path: string, text: string | Uint8Array): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
}

/** The error of a path, with the temporary directory as `~`. */
async function told(path: string): Promise<string> {
  const error: unknown = await openProject(join(root, path)).catch((thrown: unknown) => thrown);
  if (!(error instanceof TrussError)) throw new TypeError(`no expected error: ${String(error)}`);
  const issues = error.issues.map(
    ({ file, line, column, severity, message }) => `${file}:${line}:${column} ${severity}: ${message}`,
  );
  return [`${error.code}: ${error.message}`, ...(error.hint === undefined ? [] : [error.hint]), ...issues]
    .join('\n')
    .replaceAll(root, '~');
}

test('gives the config with absolute paths, its text and its warnings', async () => {
  await put('iris/config.yaml', '\uFEFFmodel_name: Iris\nmine: 1\n');
  const project = await openProject(join(root, 'iris', '.', ''));
  expect(project).toMatchObject({
    directory: join(root, 'iris'),
    configPath: join(root, 'iris', 'config.yaml'),
    text: 'model_name: Iris\nmine: 1\n',
    config: { model_name: 'Iris', data_dir: 'data' },
    issues: [{ code: 'CONFIG_UNKNOWN_KEY', line: 2 }],
  });
  await expect(openProject(join(root, 'iris'), { strict: true })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

describe('what is no truss', () => {
  test('a directory without a config', async () => {
    await put('empty/readme.txt', '');
    expect(await told('empty')).toMatchInlineSnapshot(`
      "PROJECT_NOT_FOUND: ~/empty is no truss directory: it has no config.yaml.
      Make one with \`truss init\`, or name its directory."
    `);
  });

  test('a config of another name', async () => {
    await put('yml/config.yml', '');
    expect(await told('yml')).toMatchInlineSnapshot(`
      "PROJECT_NOT_FOUND: ~/yml is no truss directory: it has no config.yaml.
      Rename config.yml to config.yaml."
    `);
  });

  test('nothing', async () => {
    expect(await told('nothing')).toMatchInlineSnapshot(`"PROJECT_NOT_FOUND: There is no directory ~/nothing."`);
  });

  test('the directory above one', async () => {
    await put('models/iris/config.yaml', '');
    await put('models/rose/config.yaml', '');
    await put('models/other/x', '');
    expect(await told('models')).toMatchInlineSnapshot(`
      "PROJECT_NOT_FOUND: ~/models is no truss directory: it has no config.yaml.
      Did you mean ~/models/iris or ~/models/rose?"
    `);
  });

  test('a directory inside of one, and one that is not there', async () => {
    await put('iris/config.yaml', '');
    await put('iris/model/model.py', '');
    expect(await told('iris/model')).toMatchInlineSnapshot(`
      "PROJECT_NOT_FOUND: ~/iris/model is no truss directory: it has no config.yaml.
      Did you mean ~/iris?"
    `);
    expect(await told('irsi')).toMatchInlineSnapshot(`
      "PROJECT_NOT_FOUND: There is no directory ~/irsi.
      Did you mean ~/iris?"
    `);
  });

  test('a file', async () => {
    await put('iris/config.yaml', '');
    expect(await told('iris/config.yaml')).toMatchInlineSnapshot(`
      "PROJECT_NOT_FOUND: ~/iris/config.yaml is a file; a truss is a directory with a config.yaml.
      Name its directory: ~/iris"
    `);
    expect(await told('iris/config.yaml/x')).toMatchInlineSnapshot(`
      "PROJECT_NOT_FOUND: There is no directory ~/iris/config.yaml/x.
      Did you mean ~/iris?"
    `);
  });

  test('a directory in place of the config', async () => {
    await put('odd/config.yaml/x', '');
    expect(await told('odd')).toMatchInlineSnapshot(
      `
      "FILE_UNREADABLE: ~/odd/config.yaml cannot be read: it is a directory (EISDIR).
      Put a file in its place."
    `,
    );
  });
});

describe('a config that is not valid', () => {
  test('a syntax error', async () => {
    await put('iris/config.yaml', 'model_name: iris\nrequirements:\n\t- numpy\n');
    expect(await told('iris')).toMatchInlineSnapshot(`
      "CONFIG_SYNTAX: a tab is used for indentation: \`	- numpy\`
      config.yaml:3:1 error: a tab is used for indentation: \`	- numpy\`"
    `);
  });

  test('three errors at once', async () => {
    await put('iris/config.yaml', 'model_name: [a]\nresources:\n  cpu: 2\nruntime:\n  warmup: fisrt\n  timeout: 3\n');
    expect(await told('iris')).toMatchInlineSnapshot(`
      "CONFIG_INVALID: config.yaml has 3 errors.
      config.yaml:1:13 error: model_name must be text, not a list
      config.yaml:3:8 error: resources.cpu must be text, such as "1" or 500m, not the number 2
      config.yaml:5:11 error: runtime.warmup must be one of first, all, none, not "fisrt"
      config.yaml:6:3 warning: runtime.timeout is not a known key"
    `);
  });

  test('what this version cannot do', async () => {
    await put('iris/config.yaml', 'trt_llm: {build: {}}\n');
    expect(await told('iris')).toMatchInlineSnapshot(`
      "CONFIG_UNSUPPORTED: trt_llm is not supported by this version, and the model cannot run without it
      config.yaml:1:1 error: trt_llm is not supported by this version, and the model cannot run without it"
    `);
  });

  test('no UTF-8', async () => {
    await put('iris/config.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xe9, 0x0a));
    expect(await told('iris')).toMatchInlineSnapshot(`
      "CONFIG_SYNTAX: ~/iris/config.yaml is not UTF-8 text.
      Save the file in UTF-8."
    `);
  });
});

describe('examples', () => {
  test('are read from where the config says', async () => {
    await put('iris/config.yaml', 'examples_filename: more/e.yaml\n');
    await put('iris/more/e.yaml', '- {name: a, input: {inputs: [1.0]}}\n');
    const project = await openProject(join(root, 'iris'));
    expect(await readExamples(project)).toMatchObject([
      { name: 'a', input: { inputs: [1] }, body: '{"inputs":[1.0]}' },
    ]);
  });

  test('that are files are files of the truss', async () => {
    await put('iris/config.yaml', '');
    await put('iris/requests/a.png', 'a');
    const project = await openProject(join(root, 'iris'));
    await put('iris/examples.yaml', '- {name: a, input_file: requests/a.png, output_file: none.png}\n');
    expect(await readExamples(project)).toMatchObject([{ name: 'a', inputFile: 'requests/a.png' }]);
    await put('iris/examples.yaml', '- {name: a, input_file: requests}\n- name: b\n  input_file: none.png\n');
    await expect(readExamples(project)).rejects.toMatchObject({
      code: 'EXAMPLES_INVALID',
      issues: [
        { message: expect.stringContaining('there is no file requests'), line: 1, column: 25 },
        { message: expect.stringContaining('there is no file none.png'), line: 3, column: 15 },
      ],
    });
  });

  test('need not be there', async () => {
    await put('iris/config.yaml', '');
    expect(await readExamples(await openProject(join(root, 'iris')))).toEqual([]);
  });

  test('that are no list are an error', async () => {
    await put('iris/config.yaml', '');
    await put('iris/examples.yaml', 'a: {inputs: []}\n');
    const project = await openProject(join(root, 'iris'));
    await expect(readExamples(project)).rejects.toMatchObject({ code: 'EXAMPLES_INVALID', issues: [{ line: 1 }] });
  });
});
