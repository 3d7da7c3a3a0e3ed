// `truss schema`, `truss client`: what a model takes and gives, of a truss and of a server.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import type { RunningTruss } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const annotated = `from dataclasses import dataclass

@dataclass
class Order:
    item: str
    count: int = 1

class Model:
    def predict(self, order: Order) -> float:
        """Gives the price."""
        return 1.5 * order.count
`;

beforeAll(() => {
  const examples = '- {name: two, input: {item: tea, count: 2}, output: 3.0}\n';
  scenario.write(
    echoTruss('prices', {
      'config.yaml': 'model_name: Prices\n',
      'model/model.py': annotated,
      'examples.yaml': examples,
    }),
  );
  scenario.write(echoTruss('echo'));
});

describe('truss schema', () => {
  let server: RunningTruss;
  let url = '';
  beforeAll(async () => {
    server = scenario.start(['serve', 'prices', 'echo', '--port', '0', '--json']);
    [, url = ''] = await server.untilPrinted(/^\{"url":"([^"]+)".*\n/m);
  });
  afterAll(async () => {
    server.signal('SIGTERM');
    await server.ended;
  });

  it('loads the model of a truss, and says the same as the server that has it', async () => {
    const { stdout, stderr } = await scenario.run(['schema', 'prices', '--json']);
    expect(stderr).toBe('');
    const told = JSON.parse(stdout) as unknown;
    expect(told).toMatchObject({
      name: 'prices',
      input_schema: { properties: { count: { type: 'integer', default: 1 } }, required: ['item'] },
      output_schema: { type: 'number' },
      methods: [{ name: 'predict', description: 'Gives the price.' }],
      examples: [{ name: 'two', input: { item: 'tea', count: 2 }, output: 3 }],
    });
    expect(await (await fetch(`${url}/v1/models/prices/schema`)).json()).toEqual(told);
    const asked = await scenario.run(['schema', `${url}/v1/models/prices`, '--json']);
    expect(JSON.parse(asked.stdout)).toEqual(told);
  });

  it('loads a model again when its truss has changed, and not before', async () => {
    const calls = (text: string): string => `print("loaded for it", flush=True)\n${text}`;
    const price = async (): Promise<string> => {
      const { stdout, stderr } = await scenario.run(['schema', 'remembered', '--json']);
      const [method] = (JSON.parse(stdout) as { methods: { description: string }[] }).methods;
      return `${method?.description} ${stderr.includes('loaded for it') ? 'loaded' : 'remembered'}`;
    };
    scenario.write(echoTruss('remembered', { 'config.yaml': 'model_name: R\n', 'model/model.py': calls(annotated) }));
    expect(await price()).toBe('Gives the price. loaded');
    expect(await price()).toBe('Gives the price. remembered');
    const edited = calls(annotated.replace('the price', 'what it costs'));
    scenario.write({ 'remembered/model/model.py': edited });
    expect(await price()).toBe('Gives what it costs. loaded');
    scenario.write({ 'remembered/examples.yaml': '- {name: new, input: {item: tea}}\n' });
    expect(await price()).toBe('Gives what it costs. remembered');
    const { stdout } = await scenario.run(['schema', 'remembered', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'r', examples: [{ name: 'new' }] });
  });

  it('starts no server of its own to describe it', async () => {
    const upstream = 'docker_server: {start_command: exit 1, server_port: 8000, predict_endpoint: /v1/embeddings, ';
    const config = `model_name: up\n${upstream}readiness_endpoint: /, liveness_endpoint: /}\n`;
    scenario.write({ 'up/config.yaml': config });
    const { stdout } = await scenario.run(['schema', 'up', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'up', methods: [{ name: 'embeddings', path: '/v1/embeddings' }] });
  });

  it('tells of all models of a server', async () => {
    const { stdout } = await scenario.run(['schema', '--url', url, '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'prices' }, { name: 'echo', input_schema: null }]);
  });

  it('is read by people, too', async () => {
    const { stdout } = await scenario.run(['schema', url]);
    expect(stdout).toContain('predict  POST /v1/models/prices:predict');
    expect(stdout).toContain('"default": 1');
    expect(stdout).toContain('takes application/json, of which nothing more is known');
  });

  it.each(['ts', 'python'])('writes a client in %s, the same of the truss and of its server', async (language) => {
    const file = join(scenario.directory, `prices.${language}`);
    const written = await scenario.run(['client', language, 'prices', '-o', file]);
    expect(written.stdout).toBe(`✔ Wrote ${file}: a client of prices\n`);
    const text = readFileSync(file, 'utf8');
    const again = await scenario.run(['client', language, `${url}/v1/models/prices`, '-o', file, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ file, models: ['prices'], changed: false });
    expect((await scenario.run(['client', language, 'prices', '-o', file, '--check'])).code).toBe(0);
    writeFileSync(file, `${text}\n`);
    const stale = await scenario.run(['client', language, 'prices', '-o', file, '--check']);
    expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining('Make it anew: truss client')]);
    expect(readFileSync(file, 'utf8')).toBe(`${text}\n`);
  });

  it('writes a client of all models of a server to stdout, with a class of another name', async () => {
    const { stdout } = await scenario.run(['client', 'ts', url, '--name', 'Models']);
    expect(stdout).toContain('export class Models {');
    expect(stdout).toContain('readonly prices: Prices;');
    expect(stdout).toContain('readonly echo: Echo;');
    const { code, stderr } = await scenario.run(['client', 'ts', url, '--name', 'a b']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('"a b" is no name of a class')]);
  });
});
