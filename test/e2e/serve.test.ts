// `truss serve` as a process: what it prints, how it ends.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { freePort } from '../support/free-port.ts';
import { servePackageIndex } from '../support/package-index.ts';
import type { RunningTruss } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

// Tells when it has begun, and ends when it is told to.
const waiting = `import os, time

class Model:
    def predict(self, request):
        open("begun", "w").close()
        print("begun in", os.getpid())
        while not os.path.exists("finish"):
            time.sleep(0.01)
        return {"predictions": "done"}
`;
const raising = 'class Model:\n    def predict(self, request):\n        return {"predictions": 1 / 0}\n';

beforeAll(() => {
  scenario.write({
    ...echoTruss('echo'),
    ...echoTruss('waiting', { 'config.yaml': '{}\n', 'model/model.py': waiting }),
    ...echoTruss('raising', {
      'config.yaml': 'model_name: Raises Often\n',
      'model/model.py': raising,
    }),
  });
});

async function serve(...words: string[]): Promise<{ server: RunningTruss; url: string }> {
  const server = scenario.start(['serve', ...words, '--port', '0', '--json']);
  const [, url = ''] = await server.untilPrinted(/^\{"url":"([^"]+)".*\n/m);
  return { server, url };
}

function predict(url: string, entry: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/v1/models/${entry}:predict`, { method: 'POST', headers, body: '{"inputs": [1]}' });
}

describe('truss serve', () => {
  it('serves several trusses, each under its name, and says so as JSON', async () => {
    const { server, url } = await serve('echo', 'raising', '--workers', '2');
    expect(await (await fetch(`${url}/v1/models`)).json()).toMatchObject({ models: ['echo', 'raises-often'] });
    expect(await (await predict(url, 'echo')).json()).toEqual({ predictions: [1] });
    server.signal('SIGTERM');
    const { code, stdout } = await server.ended;
    expect(code).toBe(0);
    const announced: unknown = JSON.parse(scenario.normalise(stdout).replaceAll(/"[^"]*python[^"]*",/g, '"PYTHON",'));
    expect(announced).toMatchInlineSnapshot(`
      {
        "entries": [
          {
            "directory": "DIR/echo",
            "name": "echo",
            "predict": "http://127.0.0.1:PORT/v1/models/echo:predict",
            "python": "PYTHON",
            "workers": 2,
          },
          {
            "directory": "DIR/raising",
            "name": "raises-often",
            "predict": "http://127.0.0.1:PORT/v1/models/raises-often:predict",
            "python": "PYTHON",
            "workers": 2,
          },
        ],
        "ui": "http://127.0.0.1:PORT/ui/",
        "url": "http://127.0.0.1:PORT",
      }
    `);
  });

  it('says what it waits for, and what a model shows of its progress', async () => {
    const model = `import os, sys, time

class Model:
    def load(self):
        for part in range(1000000):
            sys.stderr.write(f"\\rfetched {part} parts")
            sys.stderr.flush()
            if os.path.exists("finish"):
                return
            time.sleep(0.01)

    def predict(self, request):
        return 1
`;
    scenario.write(echoTruss('slow', { 'model/model.py': model }));
    const server = scenario.start(['serve', 'slow', '--port', '0']);
    await server.untilPrinted(/"fetched \d+ parts"/);
    await server.untilPrinted(/Still waiting after 5 s: load\(\) of the model runs/);
    scenario.write({ 'slow/finish': '' });
    await server.untilPrinted(/is served at/);
    server.signal('SIGTERM');
    const { stderr } = await server.ended;
    expect(stderr.split('fetched').length).toBeLessThan(15);
  });

  it('calls those that have chosen no name as their directories, and one of them alone `model`', async () => {
    scenario.write({
      ...echoTruss('iris_rfc', { 'config.yaml': '{}\n' }),
      ...echoTruss('Shops', { 'config.yaml': '{}\n' }),
    });
    const { server, url } = await serve('iris_rfc', 'Shops');
    expect(await (await fetch(`${url}/v1/models`)).json()).toMatchObject({ models: ['iris-rfc', 'shops'] });
    expect((await predict(url, 'iris-rfc')).status).toBe(200);
    expect((await predict(url, 'model')).status).toBe(404);
    server.signal('SIGTERM');
    await server.ended;
    const alone = await serve('iris_rfc');
    expect(await (await fetch(`${alone.url}/v1/models`)).json()).toMatchObject({ models: ['model'] });
  });

  it('runs each truss in an environment of its own', async () => {
    const index = await servePackageIndex({ wheels: [{ name: 'alpha', version: '1.0' }] });
    const env = { UV_DEFAULT_INDEX: `http://${index}/simple` };
    const model = `import sys
try:
    import alpha
except ImportError:
    alpha = None

class Model:
    def predict(self, request):
        return {"prefix": sys.prefix, "alpha": alpha is not None}
`;
    const config = { 'config.yaml': 'model_name: With\nrequirements: [alpha==1.0]\n', 'model/model.py': model };
    scenario.write({
      ...echoTruss('with', config),
      // What it can do without is not implied by the import of another.
      ...echoTruss('without', {
        'config.yaml': 'model_name: Without\n',
        'model/model.py': model.replaceAll('alpha', 'beta'),
      }),
    });
    const server = scenario.start(['serve', 'with', 'without', '--port', '0', '--json'], { env });
    const [, url = ''] = await server.untilPrinted(/^\{"url":"([^"]+)".*\n/m);
    const answers = [await predict(url, 'with'), await predict(url, 'without')];
    const [first, second] = (await Promise.all(answers.map((answer) => answer.json()))) as Record<string, unknown>[];
    expect([first?.['alpha'], second?.['beta']]).toEqual([true, false]);
    expect(first?.['prefix']).not.toBe(second?.['prefix']);
    expect((await predict(url, 'model')).status).toBe(404);
    server.signal('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });

  it('is ready when each of its models is', async () => {
    const slow = `import os, time

class Model:
    def load(self):
        while not os.path.exists("go"):
            time.sleep(0.01)

    def predict(self, request):
        return 1
`;
    scenario.write(echoTruss('slow', { 'config.yaml': 'model_name: Slow\n', 'model/model.py': slow }));
    const port = String(await freePort());
    const server = scenario.start(['serve', 'slow', 'echo', '--port', port]);
    await server.untilPrinted(/"entry":"echo".*"A worker is ready"/);
    const status = async (path: string): Promise<number> => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect([await status('/v1/models/echo'), await status('/v1/models/slow')]).toEqual([200, 503]);
    expect(await status('/v2/health/ready')).toBe(503);
    scenario.write({ 'slow/go': '' });
    await server.untilPrinted(/are served at/);
    expect([await status('/v1/models/slow'), await status('/v2/health/ready')]).toEqual([200, 200]);
    server.signal('SIGINT');
    expect((await server.ended).code).toBe(0);
  });

  it('says why a model cannot be loaded, and not that it goes on', async () => {
    const failing =
      'class Model:\n    def load(self):\n        raise RuntimeError("no weights")\n\n    def predict(self, r): ...\n';
    scenario.write(echoTruss('failing', { 'model/model.py': failing }));
    const { code, stdout, stderr } = await scenario.run(['serve', 'failing', '--port', '0']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('RuntimeError: no weights');
    expect(stderr).not.toContain('started again');
  });

  it('shows tracebacks to clients with --dev only', async () => {
    for (const [options, expected] of [
      [[], false],
      [['--dev'], true],
    ] as const) {
      const { server, url } = await serve('raising', ...options);
      const response = await predict(url, 'model');
      expect(response.status).toBe(500);
      expect((await response.text()).includes('model.py')).toBe(expected);
      server.signal('SIGINT');
      expect((await server.ended).code).toBe(0);
    }
  });

  it('answers what it has accepted before it ends', async () => {
    const { server, url } = await serve('waiting');
    const answer = predict(url, 'model');
    await server.untilPrinted(/begun in/);
    server.signal('SIGTERM');
    await server.untilPrinted(/Stopping/);
    scenario.write({ 'waiting/finish': '' });
    expect(await (await answer).json()).toEqual({ predictions: 'done' });
    const { code, stderr } = await server.ended;
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
  });

  it('ends at once on the second Ctrl-C, and its workers with it', async () => {
    scenario.write(echoTruss('stuck', { 'config.yaml': '{}\n', 'model/model.py': waiting }));
    const { server, url } = await serve('stuck');
    const answer = predict(url, 'model').catch(() => 'no answer');
    const [, pid = ''] = await server.untilPrinted(/begun in (\d+)/);
    server.signal('SIGINT');
    await server.untilPrinted(/Stopping/);
    server.signal('SIGINT');
    expect((await server.ended).code).toBe(130);
    expect(await answer).toBe('no answer');
    await expect.poll(() => isRunning(Number(pid))).toBe(false);
    expect(existsSync(join(scenario.directory, 'stuck/begun'))).toBe(true);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie has ended; in a container nobody may be there to reap it.
  if (process.platform !== 'linux') return true;
  return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
