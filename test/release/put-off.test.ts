// What Node loads for a server that nobody has asked for anything special: its memory, and a part of every start.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';
import { tarball } from './artefacts.ts';

const scenario = new TrussScenario();
const loaded = join(scenario.directory, 'loaded.json');

/** Asked of Node itself, which lists them for nobody else. */
const HOOK = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(loaded)}, JSON.stringify(process.moduleLoadList)));`;

const MODEL = 'class Model:\n    def predict(self, request):\n        return request\n';

beforeAll(() => {
  execFileSync('tar', ['-xzf', tarball, '-C', scenario.directory, '--strip-components=1']);
  scenario.write({ ...echoTruss('truss', { 'model/model.py': MODEL }), 'hook.cjs': HOOK });
});
afterAll(() => scenario.close());

test('a server loads no client of HTTP, no TLS and no HTTP/2 to answer a prediction', async () => {
  const server = scenario.start(['serve', 'truss', '--port', '0'], {
    cli: join(scenario.directory, 'engine/cli.mjs'),
    env: { NODE_OPTIONS: `--require=${join(scenario.directory, 'hook.cjs')}` },
  });
  const [url = ''] = await server.untilPrinted(/http:\/\/127\.0\.0\.1:\d+/);
  const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"inputs": [1]}' };
  expect(await (await fetch(`${url}/v1/models/model:predict`, asked)).json()).toEqual({ inputs: [1] });
  server.signal('SIGTERM');
  await server.ended;
  const listed = JSON.parse(readFileSync(loaded, 'utf8')) as string[];
  const modules = listed.map((name) => name.replace(/^NativeModule /, ''));
  expect(modules).toContain('http');
  const putOff = ['internal/deps/undici/undici', 'https', 'tls', 'http2'];
  expect(putOff.filter((name) => modules.includes(name))).toEqual([]);
});
