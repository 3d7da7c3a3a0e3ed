// Builds that are disturbed: killed, aborted, wanted twice at a time, in places that cannot be written.
import { spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, expect, onTestFinished, test, vi } from 'vitest';

import { homeVariables, temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { processStart } from '../../../system/processes/process-start.ts';
import { openProject } from '../../project/open/open-project.ts';
import type { Environment } from '../ensure-environment.ts';
import { ensureEnvironment, findEnvironment } from '../ensure-environment.ts';
import { listEnvironments } from './list-environments.ts';
import { removeEnvironment } from './remove-environment.ts';

useTemporaryHome();
afterEach(() => vi.unstubAllEnvs());

const PROGRAM = fileURLToPath(new URL('../../../../test/support/ensure-environment-program.ts', import.meta.url));
const CONFIG = { 'config.yaml': 'python_version: py311\nrequirements: ["six==1.16.0"]\n' };

/** A uv that does everything but installing: then it makes the file `stuck`, with its process id in it, and waits to be killed. */
function stuckUv(): { readonly uv: string; readonly untilStuck: () => Promise<number> } {
  const directory = temporaryTruss({});
  const [uv, stuck] = [join(directory, 'uv'), join(directory, 'stuck')];
  const script = `#!/bin/sh\ncase "$*" in "pip sync"*) echo $$ > ${stuck}; exec sleep 600;; *) exec ${process.env['TRUSS_UV']} "$@";; esac\n`;
  writeFileSync(uv, script);
  chmodSync(uv, 0o755);
  const untilStuck = (): Promise<number> =>
    vi.waitFor(() => {
      const pid = Number(readFileSync(stuck, 'utf8'));
      if (!(pid > 0)) throw new Error('not yet');
      return pid;
    }, 30_000);
  onTestFinished(() => {
    if (!existsSync(stuck)) return;
    try {
      process.kill(Number(readFileSync(stuck, 'utf8')), 'SIGKILL');
    } catch {
      // Gone, as it should be.
    }
  });
  return { uv, untilStuck };
}

interface Child {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{ readonly steps: string[]; readonly environment?: Environment; readonly error?: string }>;
}

function ensureInChild(directory: string, env: Record<string, string> = {}, options: SpawnOptions = {}): Child {
  const child = spawn(process.execPath, [PROGRAM, directory], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<Awaited<Child['ended']>>((done) => {
    child.once('close', () => {
      const lines = output
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, never>);
      const steps = lines.flatMap((line) => (line['step'] === undefined ? [] : [line['step']['message'] as string]));
      done({ steps, ...lines.at(-1) });
    });
  });
  return { kill: (signal) => void child.kill(signal), ended };
}

async function ensure(directory: string, signal?: AbortSignal): Promise<Environment> {
  const project = await openProject(directory);
  return ensureEnvironment(project, { source: 'isolated', ...(signal === undefined ? {} : { signal }) });
}

test('what a killed build left is built anew', async () => {
  const directory = temporaryTruss(CONFIG);
  const { uv, untilStuck } = stuckUv();
  const child = ensureInChild(directory, { TRUSS_UV: uv });
  await untilStuck();
  child.kill('SIGKILL');
  await child.ended;
  expect(await findEnvironment(await openProject(directory))).toBeNull();
  const [broken] = await listEnvironments();
  expect(broken).toMatchObject({ version: null, directory: null, lastUsed: null });

  const environment = await ensure(directory);
  expect(environment.created).toBe(true);
  expect(environment.warnings).toEqual([]);
  const builds = readdirSync(dirname(environment.directory ?? ''));
  // Nothing of the first build is left.
  expect(builds).toEqual(expect.arrayContaining([basename(environment.directory ?? ''), 'environment.json']));
  expect(builds).toHaveLength(2);
});

test('two commands at once build once', async () => {
  const variables = homeVariables(join(temporaryTruss({}), 'home'));
  const [first, second] = [temporaryTruss(CONFIG), temporaryTruss(CONFIG)];
  const children = [first, first, second].map((directory) => ensureInChild(directory, { ...variables }));
  const results = await Promise.all(children.map((child) => child.ended));
  const environments = results.map(({ environment, error }) => environment ?? error);
  expect(environments.filter((environment) => typeof environment === 'object' && environment.created)).toHaveLength(1);
  expect(new Set(environments.map((each) => (typeof each === 'object' ? each.python : each))).size).toBe(1);
  expect(readdirSync(join(variables.TRUSS_HOME, 'envs')).filter((name) => name.endsWith('.claim'))).toEqual([]);
});

test('a command waits for the one that builds, and says so', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'python_version: py311\nrequirements: ["six==1.14.0"]\n' });
  const { uv, untilStuck } = stuckUv();
  const first = ensureInChild(directory, { TRUSS_UV: uv });
  await untilStuck();
  const steps: string[] = [];
  const project = await openProject(directory);
  const second = ensureEnvironment(project, { source: 'isolated', progress: ({ message }) => steps.push(message) });
  await vi.waitFor(
    () => expect(steps.at(-1)).toMatch(/^Waiting for process \d+, which works on the environment py311-/),
    10_000,
  );
  first.kill('SIGKILL');
  expect((await second).created).toBe(true);
  await first.ended;
});

test('an abort ends uv too, and leaves nothing that looks whole', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'python_version: py311\nrequirements: ["six==1.13.0"]\n' });
  const { uv, untilStuck } = stuckUv();
  vi.stubEnv('TRUSS_UV', uv);
  const controller = new AbortController();
  const building = ensure(directory, controller.signal);
  const pid = await untilStuck();
  controller.abort(new Error('enough'));
  await expect(building).rejects.toThrow('enough');
  expect(await processStart(pid)).toBeNull();
  expect((await listEnvironments()).filter(({ version }) => version === null)).toEqual([]);
  vi.unstubAllEnvs();
  expect((await ensure(directory)).created).toBe(true);
});

test('a truss that cannot be written has its lock in the home of Truss', async () => {
  const directory = temporaryTruss({ 'config.yaml': '', 'model/model.py': '' });
  const own = temporaryTruss({});
  // Root may write anywhere, so it becomes nobody, who sees less of the machine.
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: 65534, gid: 65534 } : {};
  const variables = { ...homeVariables(join(own, 'home')), HOME: own, UV_CACHE_DIR: join(own, 'cache') };
  chmodSync(own, 0o777);
  chmodSync(directory, 0o555);
  onTestFinished(() => chmodSync(directory, 0o755));
  const python = isRoot ? '/usr/bin/python3' : variables.TRUSS_PYTHON;
  const run = (): Child => ensureInChild(directory, { ...variables, TRUSS_PYTHON: python }, identity);

  const { environment } = await run().ended;
  expect(environment).toMatchObject({ created: true, lockPath: expect.stringContaining(`${own}/home/locks/`) });
  expect(environment?.warnings.map(({ code, message }) => `${code}: ${message.replace(/\/.*\.lock/, 'LOCK')}`))
    .toMatchInlineSnapshot(`
    [
      "FILE_UNWRITABLE: The truss cannot be written, so its lock is LOCK.",
    ]
  `);
  expect((await run().ended).environment).toMatchObject({ created: false, warnings: [] });
});

test('a home that cannot be written is named', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'python_version: py311\n' });
  vi.stubEnv('TRUSS_HOME', join(directory, 'config.yaml'));
  const error: unknown = await ensure(directory).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'FILE_UNWRITABLE' });
  expect(String(error).replaceAll(directory, 'DIR')).toMatchInlineSnapshot(
    `"TrussError: DIR/config.yaml cannot be written: something else is there (EEXIST)."`,
  );
});

test('environments are listed and removed', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'python_version: py311\nrequirements: ["six==1.12.0"]\n' });
  const before = Date.now() - 1000;
  const environment = await ensure(directory);
  const [latest] = await listEnvironments();
  expect(latest).toMatchObject({ directory: environment.directory, version: environment.version, packages: 1 });
  expect(latest?.bytes).toBeGreaterThan(10_000);
  expect(latest?.lastUsed?.getTime()).toBeGreaterThan(before);

  await removeEnvironment(latest?.key ?? '');
  expect((await listEnvironments()).map(({ key }) => key)).not.toContain(latest?.key);
  expect(await findEnvironment(await openProject(directory))).toBeNull();
  await expect(removeEnvironment('../../etc')).rejects.toThrow('There is no environment ../../etc.');
  await expect(removeEnvironment(latest?.key ?? '')).rejects.toMatchObject({ code: 'ENV_NOT_FOUND' });
});

test('an environment that is being built is not removed', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'python_version: py311\nrequirements: ["six==1.11.0"]\n' });
  const { uv, untilStuck } = stuckUv();
  const child = ensureInChild(directory, { TRUSS_UV: uv });
  await untilStuck();
  const building = (await listEnvironments()).find(({ directory: whole }) => whole === null);
  await expect(removeEnvironment(building?.key ?? '')).rejects.toThrow(/^Process \d+ builds the environment py311-/);
  child.kill('SIGKILL');
  await child.ended;
  await removeEnvironment(building?.key ?? '');
});
