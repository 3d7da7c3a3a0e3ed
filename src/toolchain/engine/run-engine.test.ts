import { chmodSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { pythonVersion, version } from '../../core/version.ts';
import type { ModelTest, ModelTester, TestedModel } from './model-tester.ts';
import { runEngine } from './run-engine.ts';
import type { ServerHost, ServerStart, ServerWatch, StartedServer } from './server-host.ts';

const home = useTemporaryHome();

/** Hosts nothing, and writes down what it is told. */
class PretendedServers implements ServerHost {
  readonly stopped: string[] = [];
  readonly started = new Map<string, ServerWatch>();

  async start({ directory }: ServerStart, watch: ServerWatch): Promise<StartedServer> {
    if (directory.endsWith('broken')) {
      const exception = {
        type: 'ValueError',
        message: 'no',
        traceback: '  File "model/model.py", line 3\nValueError: no',
      };
      throw new TrussError('MODEL_LOAD_FAILED', { message: 'load() raised ValueError.', exception });
    }
    if (directory.endsWith('slow')) await aborted(watch.signal);
    const server = `s${this.started.size}`;
    this.started.set(server, watch);
    return { server, url: 'http://127.0.0.1:1', entry: 'model', warnings: [] };
  }

  async reload() {
    return { warnings: [] };
  }

  async stop(server: string) {
    this.stopped.push(server);
  }
}

/** Loads nothing: the first example has an answer as it is expected, the second fails. */
class PretendedModels implements ModelTester {
  readonly asked: ModelTest[] = [];

  async test(asked: ModelTest): Promise<TestedModel> {
    this.asked.push(asked);
    const error = new TrussError('MODEL_RAISED', { message: 'predict() raised ValueError.', hint: 'Look at it.' });
    const passed = { name: 'a', outcome: 'passed', differences: [], error: null } as const;
    return { examples: [passed, { name: 'b', outcome: 'failed', differences: [], error }], warnings: [] };
  }
}

/** Rejects with the reason for which a signal is aborted. */
async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

type Line = Record<string, unknown>;

/** An engine with the ends of its streams. */
class TestedEngine {
  readonly servers = new PretendedServers();
  readonly models = new PretendedModels();
  readonly input = new PassThrough();
  readonly output: PassThrough;
  readonly lines: Line[] = [];
  readonly ended: Promise<void>;
  #id = 0;
  /** The lines as they were written. */
  readonly texts: string[] = [];
  readonly #listeners = new Set<() => void>();

  constructor() {
    const output = new PassThrough();
    const reader = createInterface({ input: output });
    // One that is destroyed with an error gives no further lines.
    reader.on('error', () => undefined);
    reader.on('line', (line) => {
      this.texts.push(line);
      this.lines.push(JSON.parse(line) as Line);
      for (const listener of this.#listeners) listener();
    });
    this.output = output;
    this.ended = runEngine({ input: this.input, output, servers: this.servers, models: this.models });
    onTestFinished(async () => {
      this.input.end();
      await this.ended;
    });
  }

  /** The answer to a request. */
  async call(method: string, params: unknown = {}): Promise<Line> {
    const id = (this.#id += 1);
    this.input.write(`${JSON.stringify({ id, method, params })}\n`);
    return this.until((line) => line['id'] === id && !('progress' in line));
  }

  until(matches: (line: Line) => boolean): Promise<Line> {
    return new Promise((resolve) => {
      const look = (): void => {
        const line = this.lines.find(matches);
        if (line === undefined) return;
        this.#listeners.delete(look);
        resolve(line);
      };
      this.#listeners.add(look);
      look();
    });
  }
}

const python = { version: '3.11.7' };

describe('the protocol', () => {
  test('says hello', async () => {
    const { result } = await new TestedEngine().call('hello', { protocol: 1, python, truss: pythonVersion });
    expect(result).toEqual({ protocol: 1, truss: pythonVersion, home: home() });
  });

  test('refuses a Python package of another version', async () => {
    const engine = new TestedEngine();
    expect(await engine.call('hello', { protocol: 1, python, truss: '0.9.0' })).toEqual({
      id: 1,
      error: {
        code: 'ENGINE_VERSION_MISMATCH',
        message: `The Python package truss is 0.9.0 (protocol 1), the engine ${version} (protocol 1).`,
        hint: 'Install both from one release: `pip install --force-reinstall truss`.',
      },
    });
    expect(await engine.call('hello', { protocol: 2, python, truss: pythonVersion })).toMatchObject({
      error: { code: 'ENGINE_VERSION_MISMATCH' },
    });
  });

  test.each(['no json', '[]', '{"id": "1", "method": "hello"}', '{"method": "hello"}', ''])(
    'answers the line %j without an id',
    async (line) => {
      const engine = new TestedEngine();
      engine.input.write(`${line}\n`);
      expect(await engine.until(({ id }) => id === null)).toMatchObject({
        id: null,
        error: { code: 'ENGINE_PROTOCOL' },
      });
    },
  );

  test('skips a line that is too long, and goes on', async () => {
    const engine = new TestedEngine();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 65; count += 1) engine.input.write(piece);
    engine.input.write('\n');
    expect(await engine.until(({ id }) => id === null)).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "ENGINE_PROTOCOL",
          "message": "A line is longer than 67108864 bytes.",
        },
        "id": null,
      }
    `);
    expect(await engine.call('server.stop', { server: 'none' })).toHaveProperty('result');
  });

  test('names an unknown method and wrong parameters', async () => {
    const engine = new TestedEngine();
    expect(await engine.call('project.burn')).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "ENGINE_METHOD_UNKNOWN",
          "hint": "The Python package and the engine are probably of different versions: reinstall truss.",
          "message": "The engine has no method project.burn.",
        },
        "id": 1,
      }
    `);
    expect(await engine.call('project.load', { directory: 5 })).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "ENGINE_PROTOCOL",
          "message": "The parameters are not as the method wants them: directory: Invalid input: expected string, received number",
        },
        "id": 2,
      }
    `);
  });

  test('answers a request while another one is worked on', async () => {
    const engine = new TestedEngine();
    const directory = temporaryTruss({ 'config.yaml': 'python_version: py311\n' });
    const slow = engine.call('environment.ensure', { directory });
    expect(await engine.call('project.check_target', { directory })).toMatchObject({ result: { isTruss: true } });
    expect(await slow).toMatchObject({ result: { created: true, version: expect.stringMatching(/^3\.11\./) } });
    expect(engine.lines.filter((line) => 'progress' in line)).not.toEqual([]);
  });
});

test('a request that is cancelled is given up, and no other', async () => {
  const engine = new TestedEngine();
  const given = engine.call('server.start', { directory: '/slow' });
  const other = engine.call('server.start', { directory: '/slow' });
  expect(await engine.call('cancel', { id: 1 })).toEqual({ id: 3, result: {} });
  expect(await given).toMatchObject({ id: 1, error: { code: 'INTERRUPTED' } });
  expect(engine.lines).toHaveLength(2);
  await engine.call('cancel', { id: 2 });
  expect(await other).toMatchObject({ id: 2, error: { code: 'INTERRUPTED' } });
  expect(await engine.call('cancel', { id: 1 })).toMatchObject({ result: {} });
});

describe('the end of the input', () => {
  test('stops the servers that run', async () => {
    const engine = new TestedEngine();
    const directory = temporaryTruss({ 'config.yaml': 'python_version: py311\n' });
    for (let count = 0; count < 3; count += 1) await engine.call('server.start', { directory });
    engine.servers.started.get('s1')?.emit({ event: 'server.exit', params: { server: 's1', reason: 'died' } });
    await engine.call('server.stop', { server: 's2' });
    engine.input.end();
    await engine.ended;
    expect(engine.servers.stopped).toEqual(['s2', 's0']);
    expect(engine.lines).toContainEqual({ event: 'server.exit', params: { server: 's1', reason: 'died' } });
  });

  test('is also that nobody reads the answers any longer', async () => {
    const engine = new TestedEngine();
    engine.output.destroy(new Error('EPIPE'));
    await engine.ended;
  });

  test('aborts what is being worked on', async () => {
    // A uv that makes a file and then waits for ever.
    const tools = temporaryTruss({
      uv: '#!/bin/sh\n[ "$1" = --version ] && exec echo uv 0.13.9\ntouch "$0.ran"; exec sleep 600\n',
    });
    chmodSync(`${tools}/uv`, 0o755);
    vi.stubEnv('TRUSS_UV', `${tools}/uv`);
    const engine = new TestedEngine();
    const directory = temporaryTruss({ 'config.yaml': 'python_version: py311\nrequirements: ["six==1.9.0"]\n' });
    const answer = engine.call('environment.ensure', { directory });
    await vi.waitFor(() => expect(existsSync(`${tools}/uv.ran`)).toBe(true), 30_000);
    engine.input.end();
    await engine.ended;
    expect(await answer).toMatchObject({ id: 1, error: { code: 'INTERRUPTED' } });
    vi.unstubAllEnvs();
  });
});

describe('methods', () => {
  test('project.init and project.load', async () => {
    const engine = new TestedEngine();
    const directory = `${temporaryTruss({})}/mine`;
    expect(await engine.call('project.init', { directory, dataFiles: [], requirementsFile: null })).toMatchObject({
      result: { directory, written: expect.arrayContaining(['config.yaml']), kept: [], warnings: [], lock: null },
    });
    expect(await engine.call('project.load', { directory })).toMatchObject({
      result: {
        directory,
        config: { model_module_dir: 'model' },
        paths: { lock: `${directory}/requirements.lock` },
        settings: { directory, model: { file: 'model.py', className: 'Model' }, environment: null },
      },
    });
  });

  test('project.load keeps the numbers of the examples as they are written', async () => {
    const engine = new TestedEngine();
    const examples = '- name: a\n  input: {inputs: [1.0, 1, 12345678901234567890]}\n';
    const directory = temporaryTruss({ 'config.yaml': '', 'examples.yaml': examples });
    const { id } = await engine.call('project.load', { directory });
    const answer = engine.texts.find((text) => text.startsWith(`{"id":${String(id)},"result"`));
    expect(answer).toContain('"inputs":[1.0,1,12345678901234567890]');
  });

  test('the variables of a request are its own: of those that run beside it, and of every child, none sees them', async () => {
    const engine = new TestedEngine();
    const directory = temporaryTruss({ 'config.yaml': 'secrets: {key: null}\n' });
    const load = (secretVariables?: object): Promise<Line> =>
      engine.call('project.load', { directory, secrets: true, secretVariables });
    const answers = await Promise.all([load({ TRUSS_SECRET_key: 'one' }), load({ TRUSS_SECRET_key: 'two' }), load()]);
    const secrets = answers.map(({ result }) => (result as { secrets: unknown }).secrets);
    expect(secrets).toEqual([{ key: 'one' }, { key: 'two' }, {}]);
    expect(process.env).not.toHaveProperty('TRUSS_SECRET_key');
  });

  test('project.create locks, with the versions that are installed', async () => {
    const engine = new TestedEngine();
    await engine.call('hello', { protocol: 1, python, truss: pythonVersion });
    const staging = temporaryTruss({ 'model/model.py': 'class Model: ...\n', 'data/weights.bin': 'w' });
    const directory = `${temporaryTruss({})}/made`;
    const { result } = await engine.call('project.create', {
      directory,
      staging,
      framework: 'sklearn',
      config: { model_name: 'Made' },
      requirements: [{ name: 'packaging', version: '21.3', why: 'the model' }],
      installed: [{ name: 'pyparsing', version: '3.0.9' }],
      requirementsFile: null,
      dataFiles: [],
      examples: [{ name: 'first', body: '{"inputs":[1]}' }],
      lock: true,
    });
    expect(result).toMatchObject({
      directory,
      warnings: [],
      lock: { path: `${directory}/requirements.lock`, packages: 2 },
    });
    const built = await engine.call('environment.ensure', { directory, frozen: true });
    expect(built).toMatchObject({ result: { created: true } });
  });

  test('project.create without uv makes the truss all the same', async () => {
    vi.stubEnv('TRUSS_UV', '/nowhere/uv');
    const engine = new TestedEngine();
    const staging = temporaryTruss({ 'model/model.py': 'class Model: ...\n' });
    const directory = `${temporaryTruss({})}/made`;
    const requirements = [{ name: 'six', version: '1.16.0', why: 'the model' }];
    const params = { directory, staging, framework: 'sklearn', config: {}, requirements };
    const { result } = await engine.call('project.create', params);
    expect(result).toMatchObject({ directory, lock: null });
    expect((result as { warnings: unknown }).warnings).toMatchInlineSnapshot(`
      [
        {
          "code": "ENV_UV_MISSING",
          "hint": "Correct TRUSS_UV, or unset it so that uv is looked for.",
          "message": "The requirements are not locked yet: TRUSS_UV names /nowhere/uv, which is no program.",
          "path": "requirements",
          "severity": "warning",
        },
      ]
    `);
    vi.unstubAllEnvs();
  });

  test('model.test tells what came of each example', async () => {
    const engine = new TestedEngine();
    const asked = { directory: '/a', examples: [{ name: 'a', body: '[1.0]', output: '1.0' }] };
    expect(await engine.call('model.test', asked)).toMatchObject({
      result: {
        examples: [
          { name: 'a', outcome: 'passed', differences: [], error: null },
          { name: 'b', outcome: 'failed', error: { code: 'MODEL_RAISED', hint: 'Look at it.' } },
        ],
        warnings: [],
      },
    });
    expect(engine.models.asked).toEqual([asked]);
  });

  test('server.start tells the traceback of the model', async () => {
    const engine = new TestedEngine();
    const directory = `${temporaryTruss({ 'broken/config.yaml': 'python_version: py311\n' })}/broken`;
    expect(await engine.call('server.start', { directory })).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "MODEL_LOAD_FAILED",
          "message": "load() raised ValueError.
        File "model/model.py", line 3
      ValueError: no",
        },
        "id": 1,
      }
    `);
  });
});
