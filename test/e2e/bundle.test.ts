// The engine's bundle, as it is in the wheel and in the npm package: alone in a directory, without node_modules.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { receiveSpans } from '../support/otlp-receiver.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const root = resolve(import.meta.dirname, '../..');
const scenario = new TrussScenario();
const bundle = join(scenario.directory, 'engine');
const cli = join(bundle, 'cli.mjs');

beforeAll(async () => {
  scenario.write(echoTruss('echo'));
  const tsdown = join(root, 'node_modules/.bin/tsdown');
  const node = join(root, 'node_modules/.bin/node');
  await promisify(execFile)(node, [tsdown, '--filter', 'engine', '--out-dir', bundle], { cwd: root });
});
afterAll(() => scenario.close());

describe('the bundle', () => {
  it('has the worker, and nothing compiled by Python', () => {
    const files = readdirSync(bundle, { recursive: true, encoding: 'utf8' });
    expect(files).toContain('THIRD_PARTY_LICENSES');
    expect(files).toContain('python/truss_worker/main.py');
    expect(files.filter((file) => file.includes('__pycache__'))).toEqual([]);
  });

  it('shows its help and version', async () => {
    expect((await scenario.run(['--help'], { cli })).stdout).toContain('Usage: truss');
    expect((await scenario.run(['--version'], { cli })).stdout).toBe((await scenario.run(['--version'])).stdout);
  });

  it('builds an environment and calls the model', async () => {
    const { code, stdout } = await scenario.run(['predict', 'echo', '-d', '{"inputs": [1]}'], { cli });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"predictions":[1]}\n' });
  });

  it.each(['http/json', 'http/protobuf', 'grpc'])('exports spans over %s', async (protocol) => {
    const receiver = protocol === 'http/json' ? await receiveSpans() : null;
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver?.endpoint ?? 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
    const served = scenario.start(['serve', 'echo', '--port', '0', '--json'], { cli, env });
    const [, predict = ''] = await served.untilPrinted(/"predict":\s*"([^"]+)"/);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(predict, { method: 'POST', body: '{"inputs": [1]}', headers });
    expect(answer.status).toBe(200);
    if (receiver === null) await served.untilPrinted(/Spans could not be exported/);
    else expect(await receiver.span('POST /v1/models/{name}:predict')).toBeDefined();
  });

  it('puts a load on the model, from a thread of its own', async () => {
    const words = ['bench', 'echo', '-d', '{"inputs": [1]}', '-c', '1', '--duration', '50ms', '--warmup', '0s'];
    const { code, stdout } = await scenario.run(words, { cli });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('REQUESTS/S') });
  });
});
