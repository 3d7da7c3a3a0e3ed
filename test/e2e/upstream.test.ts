// A real engine behind a truss: the example upstream-llama, asked by clients that know nothing of Truss.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { homeVariables } from '../support/temporary-home.ts';
import type { RunningTruss } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
let server: RunningTruss;
let url = '';
let client: OpenAI;

beforeAll(async () => {
  const directory = join(scenario.directory, 'llama');
  cpSync(resolve(import.meta.dirname, '../../examples/upstream-llama'), directory, { recursive: true });
  // The model is made anew, as make.py says.
  rmSync(join(directory, 'data/model.gguf'));
  const { TRUSS_UV: uv, TRUSS_PYTHON: python } = homeVariables('');
  const script = ['run', '--no-project', '--python', python, '--with', 'gguf==0.19.0', join(directory, 'make.py')];
  execFileSync(uv, script, { stdio: 'pipe' });
  server = scenario.start(['serve', 'llama', '--frozen', '--port', '0', '--json']);
  const [announced] = await server.untilPrinted(/^\{"url".*$/m);
  ({ url } = JSON.parse(announced) as { url: string });
  client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
}, 180_000);
afterAll(() => scenario.close());

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Say the alphabet.' }];

test('an OpenAI client chats with it', async () => {
  const answer = await client.chat.completions.create({ model: 'alphabet', messages, max_tokens: 6 });
  expect(answer.choices[0]?.message.content).toBe('abcdef');
});

test('and streams', async () => {
  const asked = { model: 'alphabet', messages, max_tokens: 26, stream: true } as const;
  let text = '';
  for await (const chunk of await client.chat.completions.create(asked)) text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe('abcdefghijklmnopqrstuvwxyz');
});

test('a client that leaves in the middle stops the engine', async () => {
  const seen = { cancel: false };
  const cancelled = server.untilPrinted(/cancel task/).then(() => (seen.cancel = true));
  // The engine is fast: an answer may be complete before the client has left.
  while (!seen.cancel) {
    const asked = { model: 'alphabet', messages, max_tokens: 900, stream: true } as const;
    const stream = await client.chat.completions.create(asked);
    for await (const _ of stream) break;
    await Promise.race([cancelled, client.models.list()]);
  }
});

test("the truss's own route, and the engine's paths, are on the same port", async () => {
  const body = JSON.stringify({ prompt: 'abc', n_predict: 3, response_fields: ['content'] });
  const predicted = await fetch(`${url}/v1/models/upstream-llama:predict`, { method: 'POST', body });
  expect(await predicted.json()).toEqual({ content: 'def' });
  const tokens = await fetch(`${url}/tokenize`, { method: 'POST', body: '{"content": "ab"}' });
  expect(await tokens.json()).toMatchObject({ tokens: expect.any(Array) as unknown });
  const wrong = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: '{' });
  expect(wrong.status).toBeGreaterThanOrEqual(400);
  expect(await wrong.json()).toHaveProperty('error');
});

test('it ends with the server', async () => {
  server.signal('SIGTERM');
  expect((await server.ended).code).toBe(0);
});
