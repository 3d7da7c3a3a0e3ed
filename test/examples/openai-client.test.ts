// The npm package `openai`, as it is installed, talks to the example that is made for it.
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';

import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { TrussScenario } from '../support/truss-scenario.ts';

const source = resolve(import.meta.dirname, '../../examples/openai-chat');
const model = 'tiny-chat';

const scenario = new TrussScenario();
let client: OpenAI;

beforeAll(async () => {
  cpSync(source, join(scenario.directory, 'openai-chat'), { recursive: true });
  const server = scenario.start(['serve', 'openai-chat', '--frozen', '--port', '0', '--json']);
  const [announced] = await server.untilPrinted(/^\{"url".*$/m);
  const { url } = JSON.parse(announced) as { url: string };
  client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
}, 180_000);
afterAll(() => scenario.close());

/** A conversation whose last word is the user's. */
function ask(content: string): OpenAI.ChatCompletionMessageParam[] {
  return [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content },
  ];
}

test('it lists the model', async () => {
  const { data } = await client.models.list();
  expect(data).toMatchObject([{ id: model, object: 'model' }]);
});

test('it chats', async () => {
  const answer = await client.chat.completions.create({ model, messages: ask('How do I test a truss?') });
  expect(answer.choices[0]?.message.content).toBe('Write requests into examples.yaml and run truss test.');
  expect(answer.created).toBeGreaterThan(1_700_000_000);
});

test('it chats word by word', async () => {
  const stream = await client.chat.completions.create({ model, messages: ask('What is a truss?'), stream: true });
  const words: string[] = [];
  const ends: unknown[] = [];
  for await (const { choices } of stream) {
    words.push(choices[0]?.delta.content ?? '');
    ends.push(choices[0]?.finish_reason);
  }
  expect(words.join('')).toBe('A directory with a trained model and everything that it needs to run.');
  expect(words.length).toBeGreaterThan(10);
  expect(ends.at(-1)).toBe('stop');
});

test('it leaves in the middle, and is answered again', async () => {
  const stream = await client.chat.completions.create({ model, messages: ask('What is a truss?'), stream: true });
  for await (const { choices } of stream) {
    expect(choices[0]?.delta.content).toBe('A');
    break;
  }
  const answer = await client.chat.completions.create({ model, messages: ask('goodbye') });
  expect(answer.choices[0]?.message.content).toBe('Goodbye!');
});

test('it gets embeddings', async () => {
  const { data, usage } = await client.embeddings.create({ model, input: ['What is a truss?', 'a truss'] });
  expect(data.map(({ embedding }) => embedding.length)).toEqual([8, 8]);
  expect(usage.prompt_tokens).toBe(6);
});

test("it raises what the model refuses, in OpenAI's shape", async () => {
  const refused = client.chat.completions.create({ model, messages: [] });
  await expect(refused).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('at least one message'),
  });
  await expect(client.completions.create({ model, prompt: 'x' })).rejects.toMatchObject({ status: 404 });
});
