// A server outlives what fails around it: temporary files, descriptors, its interpreter, the truss's own folder, who reads its log. Each
// comes before the start, while it serves, and while a worker is started again; when it is over the server is well by itself.
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

import type { RunningTruss, RunOptions } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

/** Tells its process, and prints as many lines as it is told to. */
const MODEL = `import os

class Model:
    def predict(self, request):
        for _ in range(request.get("lines", 0)):
            print("x" * 1000)
        return {"pid": os.getpid()}
`;

/** A directory of one case: a truss, a link to an interpreter, a place for temporary files. */
class Stage {
  readonly directory: string;
  static #count = 0;

  constructor() {
    Stage.#count += 1;
    this.directory = join(scenario.directory, `stage-${Stage.#count}`);
    mkdirSync(this.path('truss/model'), { recursive: true });
    writeFileSync(this.path('truss/config.yaml'), 'model_name: m\n');
    writeFileSync(this.path('truss/model/model.py'), MODEL);
    mkdirSync(this.path('tmp'));
    this.linkPython();
  }

  path(inside: string): string {
    return join(this.directory, inside);
  }

  linkPython(): void {
    symlinkSync(
      process.env['TRUSS_TEST_PYTHON'] ?? join(import.meta.dirname, '../../.venv-dev/bin/python'),
      this.path('python'),
    );
  }
}

/** What a server answers, over one connection that stays: no other can be made where no descriptor is left. */
class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    onTestFinished(() => this.#agent.destroy());
  }

  async predict(body: object = {}): Promise<{ status: number; pid: number }> {
    const { status, value } = await this.#ask('POST', '/v1/models/m:predict', JSON.stringify(body));
    return { status, pid: Number(value['pid']) };
  }

  async state(): Promise<{ status: number; reason: string }> {
    const { status, value } = await this.#ask('GET', '/v1/models/m', '');
    return { status, reason: String(value['reason']) };
  }

  async #ask(method: string, path: string, body: string): Promise<{ status: number; value: Record<string, unknown> }> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const asking = request(this.#url + path, { method, agent: this.#agent, headers, timeout: 20_000 }, (response) => {
        json(response).then(
          (value) => resolve({ status: response.statusCode ?? 0, value: value as Record<string, unknown> }),
          reject,
        );
      });
      asking.on('timeout', () => asking.destroy(new Error('the server does not answer')));
      asking.on('error', reject).end(body);
    });
  }
}

interface Server {
  readonly truss: RunningTruss;
  readonly client: Client;
}

async function serve(stage: Stage, around: RunOptions = {}): Promise<Server> {
  const truss = scenario.start(['serve', stage.path('truss'), '--env', 'current', '--port', '0', '--json'], {
    ...around,
    env: { TRUSS_PYTHON: stage.path('python'), ...around.env },
  });
  const [, url = ''] = await truss.untilPrinted(/^\{"url":"([^"]+)".*\n/m);
  return { truss, client: new Client(url) };
}

/** Something that fails for a while. */
interface Fault {
  readonly name: string;
  readonly isPossible?: boolean;
  readonly around?: (stage: Stage) => RunOptions;
  readonly begin: (stage: Stage, truss: RunningTruss | null) => void;
  readonly end: (stage: Stage, truss: RunningTruss | null) => void;
  /** What a server says that is started meanwhile; null where that is not tried. */
  readonly atStart: RegExp | null;
  /** What clients are told while no worker can be started. */
  readonly reason: string;
}

const isLinux = process.platform === 'linux';

const FAULTS: readonly Fault[] = [
  {
    name: 'the directory for temporary files is gone',
    around: (stage) => ({ env: { TMPDIR: stage.path('tmp') } }),
    begin: (stage) => renameSync(stage.path('tmp'), stage.path('away')),
    end: (stage) => renameSync(stage.path('away'), stage.path('tmp')),
    atStart: /The worker process could not be started/,
    reason: 'No process can be started for the model: the directory for temporary files cannot be used (ENOENT)',
  },
  {
    name: 'the disk of temporary files is full',
    isPossible: isLinux && canMount(),
    around: (stage) => ({ env: { TMPDIR: stage.path('tmp') } }),
    begin: (stage) => {
      if (!existsSync(stage.path('tmp/mounted'))) {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', stage.path('tmp')]);
        onTestFinished(() => void execFileSync('umount', ['-l', stage.path('tmp')]));
        writeFileSync(stage.path('tmp/mounted'), '');
      }
      expect(() => writeFileSync(stage.path('tmp/filling'), Buffer.alloc(1024 * 1024))).toThrow('ENOSPC');
    },
    end: (stage) => rmSync(stage.path('tmp/filling')),
    atStart: /The worker process could not be started/,
    reason: 'No process can be started for the model: there is no space left for temporary files',
  },
  {
    name: 'the interpreter is gone',
    begin: (stage) => rmSync(stage.path('python')),
    end: (stage) => stage.linkPython(),
    // Another one is looked for.
    atStart: null,
    reason: 'The interpreter of the truss cannot be executed: there is no such file',
  },
  {
    name: "the truss's folder is gone",
    begin: (stage) => renameSync(stage.path('truss'), stage.path('moved')),
    end: (stage) => renameSync(stage.path('moved'), stage.path('truss')),
    atStart: /There is no directory/,
    reason: 'The directory of the truss cannot be entered: No such file or directory',
  },
  {
    name: 'no descriptor is left',
    isPossible: isLinux && has('prlimit'),
    begin: (_stage, truss) => limitFiles(truss, 10),
    end: (_stage, truss) => limitFiles(truss, 1024),
    atStart: null,
    reason: 'No process can be started for the model: the server has as many files and connections open as it may',
  },
];

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function canMount(): boolean {
  return process.getuid?.() === 0 && has('mount') && has('umount');
}

function limitFiles(truss: RunningTruss | null, files: number): void {
  execFileSync('prlimit', ['--pid', String(truss?.pid), `--nofile=${files}:`]);
}

describe.each(FAULTS.filter(({ isPossible }) => isPossible !== false))('$name', (fault) => {
  it.skipIf(fault.atStart === null)('before the start: an error that says so', async () => {
    const stage = new Stage();
    fault.begin(stage, null);
    const words = ['serve', stage.path('truss'), '--env', 'current', '--port', '0'];
    const { env } = fault.around?.(stage) ?? {};
    const { code, stderr } = await scenario.run(words, { env: { TRUSS_PYTHON: stage.path('python'), ...env } });
    expect(code).toBe(1);
    expect(stderr).toMatch(fault.atStart ?? /./);
    fault.end(stage, null);
    const { client } = await serve(stage, fault.around?.(stage));
    expect(await client.predict()).toMatchObject({ status: 200 });
  });

  it('while it serves: nothing', async () => {
    const stage = new Stage();
    const { truss, client } = await serve(stage, fault.around?.(stage));
    const { pid } = await client.predict();
    fault.begin(stage, truss);
    expect(await client.predict()).toEqual({ status: 200, pid });
    expect(await client.state()).toMatchObject({ status: 200 });
    fault.end(stage, truss);
    expect(await client.predict()).toEqual({ status: 200, pid });
  });

  it('while a worker is started again: told, without a path, and mended when it is over', async () => {
    const stage = new Stage();
    const { truss, client } = await serve(stage, fault.around?.(stage));
    const { pid } = await client.predict();
    fault.begin(stage, truss);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => client.state()).toEqual({ status: 503, reason: fault.reason });
    expect((await client.predict()).status).toBe(503);
    fault.end(stage, truss);
    await expect.poll(async () => (await client.predict()).status).toBe(200);
    expect((await client.predict()).pid).not.toBe(pid);
    truss.signal('SIGTERM');
    expect((await truss.ended).code).toBe(0);
  });
});

/** A log that nobody takes. */
interface Log {
  readonly name: string;
  readonly isPossible?: boolean;
  /** Gives the path that it is written to. */
  readonly open: (stage: Stage) => string;
  /** Something happens to it when the server runs. */
  readonly lose?: () => void;
}

/** The end of a pipe for its reader. */
let reader = -1;

const LOGS: readonly Log[] = [
  { name: 'is on a full disk', isPossible: existsSync('/dev/full'), open: () => '/dev/full' },
  { name: 'is read by nobody', open: openPipe },
  { name: 'has lost its reader', open: openPipe, lose: () => closeSync(reader) },
];

function openPipe(stage: Stage): string {
  const path = stage.path('log');
  execFileSync('mkfifo', [path]);
  reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  return path;
}

/** What has been written into the pipe since it was read last. */
function readPipe(): string {
  const bytes = Buffer.alloc(4 * 1024 * 1024);
  try {
    return bytes.toString('utf8', 0, readSync(reader, bytes));
  } catch {
    return '';
  }
}

describe.each(LOGS.filter(({ isPossible }) => isPossible !== false))('a log that $name', ({ open, lose }) => {
  it('holds up nothing: not the start, not a request, not the start of another worker, not the end', async () => {
    const stage = new Stage();
    const path = open(stage);
    const { truss, client } = await serve(stage, { through: ['sh', '-c', `exec "$0" "$@" 2>'${path}'`] });
    lose?.();
    // More than what a pipe and our own patience take together.
    for (let count = 0; count < 6; count += 1) {
      expect(await client.predict({ lines: 1000 })).toMatchObject({ status: 200 });
      expect(await client.state()).toMatchObject({ status: 200 });
    }
    const { pid } = await client.predict();
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await client.predict()).pid).not.toBe(pid);
    truss.signal('SIGTERM');
    expect((await truss.ended).code).toBe(0);
  });
});

it('says how many lines are missing of a log whose reader goes on', async () => {
  const stage = new Stage();
  const path = openPipe(stage);
  onTestFinished(() => closeSync(reader));
  const { client } = await serve(stage, { through: ['sh', '-c', `exec "$0" "$@" 2>'${path}'`] });
  for (let count = 0; count < 4; count += 1) await client.predict({ lines: 1000 });
  let log = '';
  await expect
    .poll(() => {
      log += readPipe();
      return /"lines":(\d+),"message":"Lines of the log are missing/.exec(log)?.[1];
    })
    .toMatch(/^[1-9]\d*$/);
  // No line is cut.
  for (const line of log.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
});
