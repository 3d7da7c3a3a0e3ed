// The server of an image, as an image has it: the bundle alone in a directory, without node_modules and without a home of Truss.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { version } from '../../src/core/version.ts';
import { echoTruss } from '../support/echo-truss.ts';
import type { RunningTruss } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const root = resolve(import.meta.dirname, '../..');
const scenario = new TrussScenario();
const bundle = join(scenario.directory, 'image');
const cli = join(bundle, 'image.mjs');

beforeAll(async () => {
  const tsdown = join(root, 'node_modules/.bin/tsdown');
  const node = join(root, 'node_modules/.bin/node');
  await promisify(execFile)(node, [tsdown, '--filter', 'image', '--out-dir', bundle], { cwd: root });
});
afterAll(() => scenario.close());

/** All files of the bundle, relative to it. */
function bundleFiles(): string[] {
  const all = readdirSync(bundle, { recursive: true, encoding: 'utf8' });
  return all.filter((file) => statSync(join(bundle, file)).isFile());
}

type Line = Readonly<Record<string, unknown>>;

/** Starts the server of an image, on a port that is free. */
function start(words: readonly string[], env: Readonly<Record<string, string>> = {}): RunningTruss {
  return scenario.start([...words, '--host', '127.0.0.1', '--port', '0'], { cli, env });
}

/** What a server of an image logged that has ended. */
async function linesOf(image: RunningTruss): Promise<Line[]> {
  const { stderr } = await image.ended;
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function predict(url: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/v1/models/model:predict`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** What a program of the bundle is built of, whether it is imported at once or later: folders of ours, and packages. */
function partsOf(program: string): readonly string[] {
  const files = new Set([program]);
  const parts = new Set<string>();
  const pattern = /^(?:node_modules\/(?:@[^/]+\/)?[^/]+|src\/(?:host\/)?[^/]+)/;
  for (const file of files) {
    const text = readFileSync(join(bundle, file), 'utf8');
    for (const [, path = ''] of text.matchAll(/^\/\/#region (\S+)$/gm)) parts.add(pattern.exec(path)?.[0] ?? '');
    for (const [, imported = ''] of text.matchAll(/(?:from|import)\s*\(?"\.\/([^"]+\.mjs)"/g)) files.add(imported);
  }
  return [...parts];
}

function sourcesOf(program: string): readonly string[] {
  return partsOf(program)
    .filter((part) => part.startsWith('src/'))
    .toSorted();
}

describe('the bundle', () => {
  const common = ['src/core', 'src/host/image'];
  const server = ['src/host/image-main.ts', 'src/host/serve', 'src/server', 'src/system'];

  it('is built of the core, the system, the server and what is for images of the host', () => {
    expect(sourcesOf('image.mjs')).toEqual([...common, ...server]);
    // It reads the server's settings as the server does; of that one's parts it has what is in files of their own, without its packages.
    expect(sourcesOf('health.mjs')).toEqual([...common, 'src/host/image-health.ts', 'src/host/serve']);
    expect(partsOf('health.mjs').filter((part) => part.startsWith('node_modules/'))).toEqual([]);
    const parts = partsOf('image.mjs');
    expect(parts).toContain('node_modules/yaml');
    const strangers = new Set(['node_modules/commander', 'node_modules/@clack/prompts', 'node_modules/smol-toml']);
    expect(parts.filter((part) => strangers.has(part))).toEqual([]);
  });

  it('has what fetches weights beside it, in files of its own', () => {
    expect(sourcesOf('weights.mjs')).toContain('src/toolchain');
  });

  it('has the worker, the licences, and a README that says how large it is', () => {
    const files = bundleFiles();
    expect(files).toEqual(expect.arrayContaining(['python/truss_worker/main.py', 'README.md', 'THIRD_PARTY_LICENSES']));
    expect(files.filter((file) => file.includes('__pycache__'))).toEqual([]);
    const bytes = files.reduce((sum, file) => sum + statSync(join(bundle, file)).size, 0);
    const [, told = ''] = /([\d,]+) bytes/.exec(readFileSync(join(bundle, 'README.md'), 'utf8')) ?? [];
    // A twentieth more or less says the same to whoever wonders what goes into an image.
    expect(Math.abs(Number(told.replaceAll(',', '')) / bytes - 1), `${bytes} bytes`).toBeLessThan(0.05);
  });
});

describe('the server of an image', () => {
  it('answers, hands on the secrets, answers on SIGTERM what it has accepted, and ends', async () => {
    const model = `import os, time

class Model:
    def __init__(self, secrets):
        self.secrets = secrets

    def predict(self, request):
        print("asked to", request)
        while request == "wait" and not os.path.exists("finish"):
            time.sleep(0.01)
        return {"secret": self.secrets["key"], "leaked": "TRUSS_SECRET_key" in os.environ}
`;
    const files = { 'config.yaml': 'model_name: Echo\nsecrets:\n  key: null\n', 'model/model.py': model };
    scenario.write(echoTruss('truss', files));
    const image = start(['truss'], { TRUSS_SECRET_key: 'hunter2' });
    const [, url = ''] = await image.untilPrinted(/"url":"([^"]+)".*"message":"Serving"/);
    const answer = { secret: 'hunter2', leaked: false };
    expect(await (await predict(url, 'at once')).json()).toEqual(answer);
    const accepted = predict(url, 'wait');
    await image.untilPrinted(/"message":"asked to wait"/);
    image.signal('SIGTERM');
    await image.untilPrinted(/"message":"Stopping/);
    scenario.write({ 'truss/finish': '' });
    expect(await (await accepted).json()).toEqual(answer);
    expect(await image.ended).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.stringify(await linesOf(image))).not.toContain('hunter2');
    expect(existsSync(join(scenario.directory, '../home'))).toBe(false);
  });

  it('has the playground and tools for agents where it is told to', async () => {
    const model = 'class Model:\n    def predict(self, request):\n        """Echoes."""\n        return request\n';
    scenario.write(echoTruss('faces', { 'model/model.py': model }));
    const statuses = async (variables: Record<string, string>): Promise<number[]> => {
      const image = start(['faces'], variables);
      const [, url = ''] = await image.untilPrinted(/"url":"([^"]+)".*"message":"Serving"/);
      const body = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}';
      const headers = { 'content-type': 'application/json' };
      const answers = [await fetch(`${url}/ui/`), await fetch(`${url}/mcp`, { method: 'POST', headers, body })];
      image.signal('SIGTERM');
      await image.ended;
      return answers.map(({ status }) => status);
    };
    expect(await statuses({ TRUSS_UI: 'true', TRUSS_MCP: 'true' })).toEqual([200, 200]);
    expect(await statuses({ TRUSS_UI: 'false' })).toEqual([404, 404]);
  });

  it('says why a model cannot be loaded, and ends with 1', async () => {
    const broken =
      'class Model:\n    def load(self):\n        raise KeyError("weights")\n\n    def predict(self, request):\n        return 1\n';
    scenario.write(echoTruss('broken', { 'model/model.py': broken }));
    const image = start(['broken']);
    expect((await image.ended).code).toBe(1);
    expect((await linesOf(image)).at(-1)).toMatchObject({
      level: 'error',
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('KeyError'),
      traceback: expect.stringContaining('raise KeyError("weights")'),
    });
  });

  it('ends where it is told to before the model is loaded', async () => {
    const slow =
      'import time\n\nclass Model:\n    def load(self):\n        print("loading")\n        time.sleep(600)\n\n    def predict(self, request):\n        return 1\n';
    scenario.write(echoTruss('slow', { 'model/model.py': slow }));
    const image = start(['slow']);
    await image.untilPrinted(/"message":"loading"/);
    image.signal('SIGTERM');
    expect((await image.ended).code).toBe(0);
  });

  it.each([
    [['nowhere'], {}, 1, 'PROJECT_NOT_FOUND'],
    [['truss', '--python', '/no/python'], {}, 1, 'ENV_PYTHON_MISSING'],
    [['truss'], { TRUSS_WORKERS: 'many' }, 2, 'USAGE'],
    [['truss', '--tls-cert', 'some.pem'], {}, 2, 'USAGE'],
  ])('says what is wrong with %j and %j', async (words, env, code, error) => {
    const image = start(words, env);
    expect((await image.ended).code).toBe(code);
    expect(await linesOf(image)).toMatchObject([{ level: 'error', code: error }]);
  });

  it('says what can be said to it', async () => {
    const { stdout, code } = await scenario.run(['--help'], { cli });
    expect(code).toBe(0);
    expect(stdout.replace(version, 'VERSION')).toMatchInlineSnapshot(`
      "Serves a truss until SIGTERM (Truss VERSION). An argument wins over its variable.

        <directory>                TRUSS_DIRECTORY        the truss (default: /app)
        --model-name <name>        TRUSS_MODEL_NAME       the name that the model is served under (also --model_name) (default: model_name of the config)
        --stage <name>             TRUSS_STAGE            where the model is deployed to, which it is told as \`environment\` (default: none)
        --python <path>            TRUSS_PYTHON           the Python that has the packages of the truss; a name is looked for on the PATH (default: python3)
        --host <address>           TRUSS_HOST             the address to listen on; HOSTNAME counts where it is an address (default: 0.0.0.0)
        --port <number>            TRUSS_PORT             the port for HTTP and gRPC; 0 is any that is free (also --http_port, PORT) (default: 8080)
        --grpc-port <number>       TRUSS_GRPC_PORT        a second port, on which gRPC alone is spoken (default: none)
        --workers <number>         TRUSS_WORKERS          processes that run the model (default: runtime.num_workers of the config)
        --tokens <path>            TRUSS_TOKENS           let in only those with a token of this file, a line \`name: token\` each (default: none)
        --ui <true>                TRUSS_UI               whether there is the playground, at /ui/: true or false (default: where it listens on a loopback address)
        --mcp <true>               TRUSS_MCP              whether the model is a tool for agents, at /mcp: true or false (default: as runtime.mcp of the config says)
        --tls-cert <path>          TRUSS_TLS_CERT         encrypt, with this PEM certificate and those between it and a root (default: none)
        --tls-key <path>           TRUSS_TLS_KEY          the key of the certificate (default: none)
        --linger <seconds>         TRUSS_LINGER           how long it goes on to answer when it is asked to end, so that balancers and clients stop coming before it does (default: 0)
        --drain-timeout <seconds>  TRUSS_DRAIN_TIMEOUT    how long it may take to end then: what is not answered by then fails (default: 25)
        --trusted-proxies <list>   TRUSS_TRUSTED_PROXIES  believe what these proxies say of the client (X-Forwarded-*): addresses and networks, or * (default: none)
        --root-path <path>         TRUSS_ROOT_PATH        the path that a proxy puts before those of the server (default: none)
      "
    `);
  });
});
