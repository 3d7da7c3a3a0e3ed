// What `truss serve` prints to be pasted: it names a route on which the model answers, whatever methods it has.
import { execFileSync } from 'node:child_process';

import { afterAll, expect, it } from 'vitest';

import { METHOD_PATHS } from '../../src/core/protocols/method-paths.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

/** A truss whose model has this method alone, which answers with the names of what it got. */
function trussWith(name: string, method: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const model = `class Model:\n    def ${method}(self, body):\n        return sorted(body)\n`;
  return echoTruss(name, { 'config.yaml': `model_name: ${name}\n`, 'model/model.py': model, ...more });
}

/** The lines to paste; the address of the page is none. */
async function linesOf(...words: string[]): Promise<string[]> {
  const server = scenario.start(['serve', ...words, '--port', '0', '--env', 'current']);
  const [printed = ''] = await server.untilPrinted(/^✔ [\s\S]*Ctrl-C stops it\.$/m);
  return printed
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim())
    .filter((line) => !/^try it in a browser: http\S+\/ui\/$|^agents /.test(line));
}

/** What a pasted line gives: the answer, and its status on a line of its own. */
function paste(line: string): string {
  return execFileSync('bash', ['-c', line.replace('curl', `curl -s -w '\\n%{http_code}'`)], {
    cwd: scenario.directory,
    encoding: 'utf8',
  });
}

it.each(Object.keys(METHOD_PATHS))('of a model that has %s alone', async (method) => {
  const name = method.replaceAll('_', '-');
  scenario.write({ ...trussWith(name, method), 'audio.wav': 'RIFF' });
  const [line = ''] = await linesOf(name);
  const [answer = '', status] = paste(line).split('\n');
  expect([status, JSON.parse(answer)]).toEqual(['200', expect.arrayContaining(['model'])]);
});

/** Without it nobody knows what the model takes. */
const EXAMPLE = { 'examples.yaml': '- {name: one, input: {inputs: [1]}}\n' };

it('of several models that are told apart by the body', async () => {
  const examples = { 'examples.yaml': '- name: one\n  method: completions\n  input: {prompt: 1.0}\n' };
  scenario.write({ ...trussWith('first', 'completions', examples), ...trussWith('second', 'predict', EXAMPLE) });
  const lines = await linesOf('first', 'second');
  expect(lines).toEqual([
    expect.stringMatching(/\/v1\/completions -H .* -d '\{"model": "first", "prompt": 1\.0\}'$/),
    expect.stringMatching(/\/v1\/models\/second:predict -H /),
  ]);
  expect(lines.map(paste)).toEqual(['["model","prompt"]\n200', '["inputs"]\n200']);
});

it('of a model of which nothing is known: what asks for it', async () => {
  scenario.write(trussWith('unknown', 'predict'));
  const [line = ''] = await linesOf('unknown');
  const [, address = ''] = /^truss schema (http:\S+\/v1\/models\/unknown)$/.exec(line) ?? [];
  expect((await scenario.run(['schema', address])).stdout).toMatch(/^unknown 1/);
});

it('of a server of its own whose predictions are those of OpenAI', async () => {
  const server = [
    'docker_server:',
    '  start_command: python -m http.server $PORT',
    '  server_port: 8000',
    '  predict_endpoint: /v1/chat/completions',
    '  readiness_endpoint: /',
    '  liveness_endpoint: /',
    '',
  ].join('\n');
  scenario.write({ 'up/config.yaml': `model_name: up\n${server}` });
  const [line = ''] = await linesOf('up');
  expect(line).toMatch(/\/v1\/chat\/completions -H .* -d '\{"model": "up", "messages": /);
  const { methods } = (await (
    await fetch(`${new URL(line.split(' ')[3] ?? '').origin}/v1/models/up/schema`)
  ).json()) as {
    methods: unknown;
  };
  expect(methods).toMatchObject([{ name: 'chat_completions', kind: 'chat' }]);
});

it('of a server with tools: where agents find them', async () => {
  scenario.write(trussWith('tools', 'predict', EXAMPLE));
  const server = scenario.start(['serve', 'tools', '--port', '0', '--env', 'current', '--mcp']);
  const [, address = ''] = await server.untilPrinted(/^ {2}agents find its tools at (http:\S+)$/m);
  const listed = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}',
  });
  expect(listed.status).toBe(200);
});

it('of a model whose tensors have names', async () => {
  const signature = `signature:
  inputs:
    - {name: a, datatype: FP32, shape: [-1, 2]}
    - {name: b, datatype: BYTES, shape: [-1], content_type: str}
`;
  const model = 'class Model:\n    def predict(self, body):\n        return {"a": body["a"], "b": body["b"]}\n';
  scenario.write(echoTruss('pair', { 'config.yaml': `model_name: pair\n${signature}`, 'model/model.py': model }));
  const [line = ''] = await linesOf('pair');
  expect(line).toContain('/v2/models/pair/infer -H');
  const [answer = '', status] = paste(line).split('\n');
  expect([status, JSON.parse(answer)]).toMatchObject([
    '200',
    { outputs: [{ name: 'a', data: [0, 0] }, { name: 'b' }] },
  ]);
});

it('of a server with a certificate for another host than it listens on', async () => {
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', 'key.pem', '-out', 'cert.pem'];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files];
  execFileSync('openssl', words, { cwd: scenario.directory, stdio: 'ignore' });
  scenario.write(trussWith('sealed', 'predict', EXAMPLE));
  const [line = ''] = await linesOf('sealed', '--tls-cert', 'cert.pem', '--tls-key', 'key.pem');
  expect(line).toMatch(/^curl -X POST https:\/\/localhost:\d+\//);
  expect(paste(line).split('\n')[1]).toBe('200');
});

it('of a model that only speaks over WebSockets', async () => {
  const model = 'class Model:\n    async def websocket(self, ws):\n        pass\n';
  scenario.write(echoTruss('socket', { 'config.yaml': 'model_name: socket\n', 'model/model.py': model }));
  expect(await linesOf('socket')).toEqual([expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/websocket$/)]);
});
