import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { readExamples } from '../examples/read-examples.ts';
import { openProject } from '../open/open-project.ts';
import type { CreateProjectOptions } from './create-project.ts';
import { createProject } from './create-project.ts';

const numpy = { name: 'numpy', version: '2.0', why: 'scikit-learn' };
let root: string;
let directory: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'truss-create-')));
  directory = join(root, 'iris');
  vi.stubEnv('TRUSS_HOME', join(root, 'home'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

async function put(path: string, content: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
}

/** What Python hands over: a model whose every part says which version it is. */
async function options(version: string, more: Partial<CreateProjectOptions> = {}): Promise<CreateProjectOptions> {
  const staging = await mkdtemp(join(root, 'staging-'));
  await put(join(staging, 'data', 'model', 'model.joblib'), `weights ${version}`);
  await put(join(staging, 'model', 'model.py'), `class Model:\n    version = "${version}"\n`);
  await put(join(staging, 'packages', 'mine', 'steps.py'), `VERSION = "${version}"\n`);
  return {
    directory,
    staging,
    framework: 'sklearn',
    config: { model_metadata: { version }, signature: null },
    requirements: [numpy, { name: 'scikit-learn', version: version, why: 'the model' }],
    requirementsFile: null,
    dataFiles: [],
    examples: [{ name: 'example1', body: JSON.stringify({ inputs: [version] }) }],
    pythonVersion: '3.11.7',
    ...more,
  };
}

async function text(path: string): Promise<string> {
  return readFile(join(directory, path), 'utf8');
}

/** A program that renews a truss over and over, as versions 1 to 9; it says when the first one is done. */
const RENEW_FOR_EVER = `
import { mkdir, writeFile } from 'node:fs/promises';
import { createProject } from ${JSON.stringify(join(import.meta.dirname, 'create-project.ts'))};
const [directory, root] = process.argv.slice(1);
for (let round = 1; ; round += 1) {
  const version = String((round % 9) + 1);
  const staging = root + '/renewed-' + process.pid + '-' + round;
  await mkdir(staging + '/data/model', { recursive: true });
  await mkdir(staging + '/model', { recursive: true });
  await writeFile(staging + '/data/model/model.joblib', 'weights ' + version);
  await writeFile(staging + '/model/model.py', 'class Model:\\n    version = "' + version + '"\\n');
  await createProject({
    directory, staging, framework: 'sklearn', config: { model_metadata: { version } }, requirements: [],
    requirementsFile: null, dataFiles: [], examples: [], pythonVersion: null,
  });
  if (round === 1) process.stdout.write('renewed');
}
`;

const ALL_FILES = [
  'config.yaml',
  'data/model/model.joblib',
  'examples.yaml',
  'model/model.py',
  'packages/mine/steps.py',
];

describe('a new truss', () => {
  test('holds what was staged, and says why it needs what', async () => {
    const given = await options('1');
    expect(await createProject(given)).toEqual({
      directory,
      written: ALL_FILES,
      kept: [],
      removed: [],
      changed: [],
      warnings: [],
    });
    expect(await text('config.yaml')).toMatchInlineSnapshot(`
      "model_name: iris
      model_framework: sklearn
      python_version: py311

      # The Python packages that the model needs, one requirement of pip a line.
      requirements:
        - numpy==2.0  # scikit-learn
        - scikit-learn==1  # the model

      # Anything: the model reads it from its config.
      model_metadata:
        version: "1"
      "
    `);
    expect(await text('model/model.py')).toMatchInlineSnapshot(`
      "# Made by Truss (363e944ea9181b35). Edit it as you like: when the truss is made again, an edited file is kept.
      class Model:
          version = "1"
      "
    `);
    expect(await text('data/model/model.joblib')).toBe('weights 1');
    expect(await readExamples(await openProject(directory, { strict: true }))).toMatchObject(given.examples);
    expect((await readdir(directory)).sort()).toEqual(['config.yaml', 'data', 'examples.yaml', 'model', 'packages']);
    await expect(readdir(given.staging)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('requires what came from no index from where it came', async () => {
    const address = 'git+https://h/o/r@0123456789abcdef0123456789abcdef01234567';
    await createProject(await options('1', { requirements: [{ ...numpy, address }] }));
    expect((await openProject(directory)).config.requirements).toEqual([`numpy @ ${address}`]);
    const renewed = await createProject(await options('2', { requirements: [numpy] }));
    expect(renewed.changed).toEqual([{ path: 'config.yaml', was: `numpy @ ${address}`, now: 'numpy==2.0' }]);
  });

  test('has a place of its own where none is named', async () => {
    const made = await createProject(await options('1', { directory: null }));
    expect(made.directory).toMatch(new RegExp(`^${join(root, 'home', 'models')}/sklearn-[A-Z0-9]{6}$`));
  });

  test('takes data files and a requirements file', async () => {
    await put(join(root, 'labels.txt'), 'a');
    await put(join(root, 'requirements.txt'), 'numpy\n');
    await createProject(
      await options('1', { dataFiles: [join(root, 'labels.txt')], requirementsFile: join(root, 'requirements.txt') }),
    );
    expect(await text('data/labels.txt')).toBe('a');
    expect((await openProject(directory)).config.requirements).toEqual(['numpy']);
  });

  test('is not made of a config that is not valid, and then leaves nothing', async () => {
    const given = await options('1', { config: { signature: { inputs: [{ name: 'a' }] } } });
    await expect(createProject(given)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(readdir(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is not made where other files are', async () => {
    await put(join(directory, 'thesis.tex'), 'mine');
    await expect(createProject(await options('1'))).rejects.toMatchObject({ code: 'PROJECT_TARGET_NOT_EMPTY' });
    expect(await readdir(directory)).toEqual(['thesis.tex']);
  });
});

describe('a truss that is made again', () => {
  beforeEach(async () => {
    await createProject(await options('1'));
  });

  test('is renewed as a whole where nobody edited it', async () => {
    const made = await createProject(await options('2'));
    expect(made).toMatchObject({ written: ALL_FILES, kept: [] });
    expect(made.changed).toEqual([{ path: 'config.yaml', was: 'scikit-learn==1', now: 'scikit-learn==2' }]);
    expect(await text('model/model.py')).toContain('version = "2"');
    expect(await text('data/model/model.joblib')).toBe('weights 2');
    expect(await text('packages/mine/steps.py')).toContain('"2"');
    expect(await text('examples.yaml')).toContain('"2"');
    expect((await openProject(directory)).config).toMatchObject({
      model_metadata: { version: '2' },
      requirements: ['numpy==2.0', 'scikit-learn==2'],
    });
  });

  test('keeps what the user edited, and says so', async () => {
    await put(join(directory, 'model', 'model.py'), `${await text('model/model.py')}# mine\n`);
    await put(join(directory, 'examples.yaml'), '- {name: mine, input: 1}\n');
    await put(join(directory, 'data', 'labels.txt'), 'mine');
    const config = (await text('config.yaml')).replace(
      'requirements:\n',
      'requirements:\n  - requests  # for the API\n',
    );
    await put(join(directory, 'config.yaml'), `# My notes\n${config}model_name: Iris\n`);

    const { written, kept } = await createProject(await options('2'));
    expect(written).toEqual(['config.yaml', 'data/model/model.joblib', 'packages/mine/steps.py']);
    expect(kept).toMatchInlineSnapshot(`
      [
        {
          "path": "model/model.py",
          "why": "you have edited it",
        },
        {
          "path": "examples.yaml",
          "why": "you have edited it",
        },
        {
          "path": "config.yaml",
          "why": "requests stays among the requirements: it was there before",
        },
      ]
    `);
    expect(await text('model/model.py')).toMatch(/version = "1"\n# mine\n$/);
    expect(await text('examples.yaml')).toBe('- {name: mine, input: 1}\n');
    expect(await text('data/labels.txt')).toBe('mine');
    expect(await text('config.yaml')).toMatchInlineSnapshot(`
      "# My notes
      model_name: iris
      model_framework: sklearn
      python_version: py311

      # The Python packages that the model needs, one requirement of pip a line.
      requirements:
        - requests  # for the API
        - numpy==2.0  # scikit-learn
        - scikit-learn==2  # the model

      # Anything: the model reads it from its config.
      model_metadata:
        version: "2"
      model_name: Iris
      "
    `);
  });

  test('says what of Python and packages it had otherwise', async () => {
    const config = 'python_version: "3.9"\nrequirements:\n  - Scikit_Learn<2  # mine\n  - scikit-learn[x]==1.0\n';
    await put(join(directory, 'config.yaml'), config);
    const { changed } = await createProject(await options('2'));
    expect(changed).toMatchInlineSnapshot(`
      [
        {
          "now": "python_version: py311",
          "path": "config.yaml",
          "was": "python_version: py39",
        },
        {
          "now": "scikit-learn==2",
          "path": "config.yaml",
          "was": "Scikit_Learn<2",
        },
        {
          "now": "scikit-learn==2",
          "path": "config.yaml",
          "was": "scikit-learn[x]==1.0",
        },
      ]
    `);
    expect((await openProject(directory)).config.requirements).toEqual(['scikit-learn==2', 'numpy==2.0']);
    expect(await text('config.yaml')).toContain('  - scikit-learn==2  # mine\n');
    expect((await createProject(await options('2'))).changed).toEqual([]);
  });

  test('leaves modules that the model does not bring any more, and names them', async () => {
    await put(join(directory, 'packages', 'old.py'), '');
    await put(join(directory, 'packages', '__pycache__', 'old.pyc'), '');
    const { kept } = await createProject(await options('2'));
    expect(kept).toEqual([
      { path: 'packages/old.py', why: 'the model does not need it; delete it unless your own code does' },
    ]);
    expect(await text('packages/old.py')).toBe('');
  });

  test('leaves the requirements to the file that the user named', async () => {
    await put(join(directory, 'requirements.txt'), 'numpy\nscikit-learn==1.0  # old\nrequests==1\n');
    await put(join(directory, 'config.yaml'), 'requirements_file: requirements.txt\n');
    const { kept } = await createProject(await options('2'));
    expect(kept).toMatchInlineSnapshot(`
      [
        {
          "path": "requirements.txt",
          "why": "it says what to install; the model was made with numpy==2.0, scikit-learn==2",
        },
      ]
    `);
    expect((await openProject(directory)).config).toMatchObject({
      requirements: [],
      requirements_file: 'requirements.txt',
    });
  });

  test('uses the places that the config names', async () => {
    await put(join(directory, 'config.yaml'), 'data_dir: weights\nmodel_class_filename: iris.py\n');
    const { written } = await createProject(await options('2'));
    expect(written).toContain('weights/model/model.joblib');
    expect(written).toContain('model/iris.py');
  });

  test('leaves what lies beside the new files, however deep', async () => {
    await put(join(directory, 'config.yaml'), 'data_dir: parts/weights\n');
    await put(join(directory, 'parts', 'weights', 'labels.txt'), 'mine');
    await put(join(root, 'new.txt'), 'new');
    await createProject(await options('2', { dataFiles: [join(root, 'new.txt')] }));
    expect((await readdir(join(directory, 'parts', 'weights'))).sort()).toEqual(['labels.txt', 'model', 'new.txt']);
  });

  test('cannot take a directory that it lies in', async () => {
    await expect(createProject(await options('2', { dataFiles: [root] }))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: `${root} cannot be copied into a truss that lies in it.`,
    });
    expect(await text('model/model.py')).toContain('version = "1"');
  });

  test('needs a config that is valid', async () => {
    await put(join(directory, 'config.yaml'), 'requirements: [\n');
    await expect(createProject(await options('2'))).rejects.toMatchObject({ code: 'CONFIG_SYNTAX' });
    expect(await text('model/model.py')).toContain('version = "1"');
    expect((await readdir(directory)).sort()).toEqual(['config.yaml', 'data', 'examples.yaml', 'model', 'packages']);
  });
});

describe('after a kill', () => {
  /** What a change leaves that was put together, and perhaps decided and half in place. */
  async function leave({ decided, moved }: { decided: boolean; moved: readonly string[] }): Promise<void> {
    const other = join(root, 'other');
    await createProject(await options('2', { directory: other }));
    const paths = ['data/model', 'examples.yaml', 'model/model.py', 'packages/mine', 'config.yaml'];
    for (const path of paths) {
      await cp(join(other, path), join(directory, '.truss-change', 'new', path), { recursive: true });
    }
    for (const path of moved) {
      await rm(join(directory, path), { recursive: true, force: true });
      await mkdir(join(directory, path, '..'), { recursive: true });
      await cp(join(directory, '.truss-change', 'new', path), join(directory, path), { recursive: true });
      await rm(join(directory, '.truss-change', 'new', path), { recursive: true });
    }
    const journal = JSON.stringify({ put: paths, remove: [] });
    if (decided) await put(join(directory, '.truss-change', 'journal.json'), journal);
  }

  async function versions(): Promise<string[]> {
    const { config } = await openProject(directory);
    const model = /version = "(\d)"/.exec(await text('model/model.py'))?.[1] ?? '';
    const weights = (await text('data/model/model.joblib')).at(-1) ?? '';
    return [String(config.model_metadata['version']), model, weights];
  }

  test('a change that was not decided never happened', async () => {
    await createProject(await options('1'));
    await leave({ decided: false, moved: [] });
    expect(await versions()).toEqual(['1', '1', '1']);
    await createProject(await options('3'));
    expect(await versions()).toEqual(['3', '3', '3']);
    expect(await readdir(directory)).not.toContain('.truss-change');
  });

  test.each([[[]], [['data/model']], [['data/model', 'examples.yaml', 'model/model.py']]])(
    'one that was decided is finished by whoever opens the truss: %j in place',
    async (moved) => {
      await createProject(await options('1'));
      await leave({ decided: true, moved });
      expect(await versions()).toEqual(['2', '2', '2']);
      expect(await readdir(directory)).not.toContain('.truss-change');
    },
  );

  test('at any moment, the truss is of one piece', async () => {
    await createProject(await options('1'));
    for (let round = 0; round < 5; round += 1) {
      const renewing = spawn(process.execPath, ['--input-type=module', '-e', RENEW_FOR_EVER, directory, root], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(renewing.stdout, 'data');
      // Anywhere in what takes some milliseconds: what must hold does so at every moment.
      await wait(Math.random() * 20);
      renewing.kill('SIGKILL');
      await once(renewing, 'exit');
      const [config, model, weights] = await versions();
      expect([model, weights]).toEqual([config, config]);
    }
    await createProject(await options('3'));
    expect(await versions()).toEqual(['3', '3', '3']);
  });

  test('a new truss is finished too, or was never there', async () => {
    await leave({ decided: false, moved: [] });
    await expect(openProject(directory)).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    await leave({ decided: true, moved: ['data/model'] });
    expect(await versions()).toEqual(['2', '2', '2']);
  });
});

test('two at once: one waits for the other', async () => {
  const made = await Promise.all(['1', '2', '3'].map(async (version) => createProject(await options(version))));
  expect(made.map(({ written }) => written)).toEqual([ALL_FILES, ALL_FILES, ALL_FILES]);
  const { config } = await openProject(directory);
  const version = String(config.model_metadata['version']);
  expect(await text('data/model/model.joblib')).toBe(`weights ${version}`);
  expect(await text('model/model.py')).toContain(`"${version}"`);
});
