// `truss engine`: how the process behaves; what it answers is tested with the engine and with the Python package.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import type { RunningTruss } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
beforeAll(() => scenario.write(echoTruss('echo')));
afterAll(() => scenario.close());

const noteReads = fileURLToPath(new URL('../support/note-reads.ts', import.meta.url));

function startServer(env: Readonly<Record<string, string>> = {}): { engine: RunningTruss; url: Promise<string> } {
  const engine = scenario.start(['engine'], { input: null, env });
  const request = { id: 1, method: 'server.start', params: { directory: `${scenario.directory}/echo` } };
  engine.stdin.write(`${JSON.stringify(request)}\n`);
  const url = engine.untilPrinted(/^\{"id":1,"result":\{.*"url":"([^"]+)"/m).then(([, found = '']) => found);
  return { engine, url };
}

describe('truss engine', () => {
  it('serves until stdin ends, whatever Ctrl-C says to its terminal', async () => {
    const { engine, url } = startServer();
    const predict = `${await url}/v1/models/echo:predict`;
    engine.signal('SIGINT');
    engine.signal('SIGINT');
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(predict, { method: 'POST', headers, body: '{"inputs": [1]}' });
    expect(await response.json()).toEqual({ predictions: [1] });
    await engine.untilPrinted(/^\{"event":"server\.log".*"status":200/m);
    engine.stdin.end();
    expect(await engine.ended).toMatchObject({ code: 0, stderr: '' });
    await expect(fetch(predict)).rejects.toThrow('fetch failed');
  });

  it('opens a truss, and looks for its environment, once to serve it', async () => {
    expect(await scenario.run(['env', 'create', 'echo'])).toMatchObject({ code: 0 });
    const notes = join(scenario.directory, 'notes');
    const { engine, url } = startServer({ NODE_OPTIONS: `--import=${noteReads}`, NOTED_READS: notes });
    await url;
    engine.stdin.end();
    await engine.ended;
    const noted = scenario.normalise(readFileSync(notes, 'utf8')).trimEnd().split('\n');
    expect(noted).toContain('read DIR/echo/config.yaml');
    expect(noted).toContain('read DIR/echo/requirements.lock');
    expect(noted).toEqual([...new Set(noted)]);
    // The worker, and the guard that ends what it would leave behind.
    const started = noted.filter((line) => line.startsWith('spawn'));
    expect(started).toEqual([expect.stringMatching(/\/bin\/python$/), 'spawn /bin/sh']);
  });

  it('ends with SIGTERM', async () => {
    const { engine, url } = startServer();
    await url;
    engine.signal('SIGTERM');
    expect((await engine.ended).code).toBe(0);
  });
});
