// The unmodified `openai` client against models as people write them.
import { InternalServerError, NotFoundError, OpenAI, RateLimitError } from 'openai';
import { describe, expect, test } from 'vitest';

import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';
import type { ServedModel } from '../../../../test/support/served-model.ts';

const CHAT = `
from pydantic import BaseModel

class Delta(BaseModel):
    role: str = "assistant"
    content: str

class Choice(BaseModel):
    index: int = 0
    delta: Delta

class Chunk(BaseModel):
    id: str = "1"
    object: str = "chat.completion.chunk"
    choices: list[Choice]

class Model:
    def chat_completions(self, body):
        words = body["messages"][0]["content"].split()
        if body.get("stream"):
            return self.chunks(words, body["model"])
        message = {"role": "assistant", "content": " ".join(reversed(words))}
        return {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}

    def chunks(self, words, style):
        for word in reversed(words):
            if word == "fail":
                raise RuntimeError("no such word")
            if style == "text":
                yield 'data: {"choices": [{"index": 0, "delta": {"content": "%s"}}]}\\n\\n' % word
            elif style == "pydantic":
                yield Chunk(choices=[Choice(delta=Delta(content=word))])
            else:
                yield {"choices": [{"index": 0, "delta": {"content": word}}]}
        if style == "text":
            yield "data: [DONE]\\n\\n"

    def completions(self, body):
        return {"object": "text_completion", "choices": [{"index": 0, "text": body["prompt"].upper()}]}

    def embeddings(self, body):
        data = [{"object": "embedding", "index": 0, "embedding": [0.5, 1.0]}]
        return {"object": "list", "data": data, "model": body["model"]}

    def responses(self, body):
        if body.get("stream"):
            return iter([{"type": "response.output_text.delta", "delta": "Hi"}])
        text = {"type": "output_text", "text": "Hi", "annotations": []}
        return {"object": "response", "output": [{"type": "message", "role": "assistant", "content": [text]}]}
`;

const say = (content: string): { role: 'user'; content: string }[] => [{ role: 'user', content }];

function clientOf({ url }: ServedModel): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
}

test('whole answers of each method', async () => {
  const client = clientOf(await serveModel(CHAT));
  const chat = await client.chat.completions.create({ model: 'any', messages: say('one two') });
  expect(chat.choices[0]?.message.content).toBe('two one');
  const completion = await client.completions.create({ model: 'any', prompt: 'one' });
  expect(completion.choices[0]?.text).toBe('ONE');
  const embedding = await client.embeddings.create({ model: 'any', input: 'one', encoding_format: 'float' });
  expect(embedding.data[0]?.embedding).toEqual([0.5, 1]);
  const response = await client.responses.create({ model: 'any', input: 'one' });
  expect(response.output_text).toBe('Hi');
});

test.each(['text/plain;charset=UTF-8', 'Text/Plain', ''])('JSON that is sent as %s is JSON', async (type) => {
  const { url } = await serveModel(CHAT);
  const headers = { 'content-type': type };
  const response = await fetch(`${url}/v1/completions`, { method: 'POST', body: '{"prompt": "one"}', headers });
  expect(await response.json()).toMatchObject({ choices: [{ text: 'ONE' }] });
});

test.each(['dict', 'pydantic', 'text'])('a stream of %s items', async (model) => {
  const client = clientOf(await serveModel(CHAT));
  const stream = await client.chat.completions.create({ model, messages: say('one two'), stream: true });
  const words: unknown[] = [];
  for await (const chunk of stream) words.push(chunk.choices[0]?.delta.content);
  expect(words).toEqual(['two', 'one']);
});

test('a stream of events of the Responses API', async () => {
  const client = clientOf(await serveModel(CHAT));
  const stream = await client.responses.create({ model: 'any', input: 'one', stream: true });
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  expect(events).toEqual([{ type: 'response.output_text.delta', delta: 'Hi' }]);
});

test('models are listed and found', async () => {
  const client = clientOf(await serveModel(CHAT));
  const models: unknown[] = [];
  for await (const model of client.models.list()) models.push(model);
  const expected = { id: 'echo', object: 'model', created: expect.any(Number), owned_by: 'truss' };
  expect(models).toEqual([expected]);
  expect(await client.models.retrieve('echo')).toMatchObject(expected);
  await expect(client.models.retrieve('none')).rejects.toBeInstanceOf(NotFoundError);
});

describe('what goes wrong', () => {
  test('before a stream begins has its status', async () => {
    const client = clientOf(await serveModel(CHAT));
    const failing = client.chat.completions.create({ model: 'dict', messages: say('fail'), stream: true });
    await expect(failing).rejects.toMatchObject({ status: 500, type: 'server_error', code: 'MODEL_RAISED' });
    await expect(failing).rejects.toBeInstanceOf(InternalServerError);
  });

  test('in the middle of a stream is raised by the client', async () => {
    const client = clientOf(await serveModel(CHAT));
    const stream = await client.chat.completions.create({ model: 'dict', messages: say('fail one'), stream: true });
    const words: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of stream) words.push(chunk.choices[0]?.delta.content);
    })();
    await expect(reading).rejects.toMatchObject({ message: 'The model raised RuntimeError', code: 'MODEL_RAISED' });
    expect(words).toEqual(['one']);
  });

  test('a method that the model has not', async () => {
    const client = clientOf(await serveModel('class Model:\n    def predict(self, body):\n        return body\n'));
    const asked = client.completions.create({ model: 'any', prompt: 'one' });
    await expect(asked).rejects.toBeInstanceOf(NotFoundError);
    await expect(asked).rejects.toThrow(
      '404 `completions` must only be called if model has it. Model echo has predict',
    );
  });

  test('a body that is no JSON, in the shape of the route', async () => {
    const { url } = await serveModel(CHAT);
    const response = await fetch(`${url}/v1/embeddings`, { method: 'POST', body: '{', headers: JSON_TYPE });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', param: null, code: 'REQUEST_BODY_INVALID' },
    });
    expect((await fetch(`${url}/v1/embeddings`)).status).toBe(405);
  });

  test.each(['"x"', '[]', 'null'])('the body %s, which is no object, is the fault of the request', async (body) => {
    const { url } = await serveModel(CHAT);
    const response = await fetch(`${url}/v1/completions`, { method: 'POST', body, headers: JSON_TYPE });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { type: 'invalid_request_error', code: 'REQUEST_INPUT_INVALID' } },
    ]);
  });

  test.each(['application/xml', 'text/html', 'image/png', 'multipart/mixed'])('a body of %s', async (type) => {
    const { url } = await serveModel(CHAT);
    const headers = { 'content-type': type };
    const response = await fetch(`${url}/v1/completions`, { method: 'POST', body: '{"prompt": "x"}', headers });
    expect([response.status, await response.json()]).toMatchObject([
      415,
      { error: { type: 'invalid_request_error', code: 'REQUEST_ENCODING_UNSUPPORTED' } },
    ]);
  });

  test('what the model says itself', async () => {
    const client = clientOf(
      await serveModel(`
from truss import HTTPError

class Model:
    def completions(self, body):
        if body["prompt"] == "plain":
            raise HTTPError(429, "slower")
        raise HTTPError(400, {"error": {"message": "too long", "code": "context_length_exceeded"}})
`),
    );
    const plain = client.completions.create({ model: 'any', prompt: 'plain' });
    await expect(plain).rejects.toMatchObject({ status: 429, type: 'rate_limit_error', message: '429 slower' });
    await expect(plain).rejects.toBeInstanceOf(RateLimitError);
    const long = client.completions.create({ model: 'any', prompt: 'long' });
    await expect(long).rejects.toMatchObject({ code: 'context_length_exceeded', message: '400 too long' });
  });

  test('the clients of the Messages API read another shape', async () => {
    const { url } = await serveModel(CHAT);
    const response = await fetch(`${url}/v1/messages`, { method: 'POST', body: '{}', headers: JSON_TYPE });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };

test.each(['def', 'async def'])('a client that aborts closes the generator of a model with %s', async (def) => {
  const served = await serveModel(`
import asyncio, time

class Model:
    ${def} chat_completions(self, body):
        try:
            while True:
                yield {"choices": [{"index": 0, "delta": {"content": "more"}}]}
                ${def === 'def' ? 'time.sleep(0.01)' : 'await asyncio.sleep(0.01)'}
        finally:
            print("closed", flush=True)
`);
  const stream = await clientOf(served).chat.completions.create({ model: 'any', messages: say('go'), stream: true });
  for await (const chunk of stream) {
    expect(chunk.choices[0]?.delta.content).toBe('more');
    break;
  }
  await served.log.until(/^closed$/);
});

describe('several models', () => {
  const answering = (word: string): string => `
class Model:
    def completions(self, body):
        return {"choices": [{"index": 0, "text": "${word}"}]}
`;

  test('are told apart by the model in the body', async () => {
    const entries = [modelEntry(answering('A'), { name: 'a' }), modelEntry(answering('B'), { name: 'b' })];
    const served = await serveEntries(entries);
    await served.ready;
    const client = clientOf(served);
    const ask = async (model: string): Promise<string | undefined> =>
      (await client.completions.create({ prompt: 'x', model })).choices[0]?.text;
    expect([await ask('a'), await ask('b')]).toEqual(['A', 'B']);
    const unknown = ask('c');
    await expect(unknown).rejects.toBeInstanceOf(NotFoundError);
    await expect(unknown).rejects.toMatchObject({ code: 'model_not_found', param: 'model' });
    const long = ask('x'.repeat(100_000)).catch((error: unknown) => String(error).length);
    expect(await long).toBeLessThan(1000);
    const nameless = await fetch(`${served.url}/v1/completions`, { method: 'POST', body: '{}', headers: JSON_TYPE });
    expect(nameless.status).toBe(400);
    expect(await nameless.json()).toMatchObject({
      error: { message: 'The request names no model; this server has a, b' },
    });
  });
});

test("a rerank on Cohere's newer path, and a model that has none", async () => {
  const model =
    'class Model:\n    def rerank(self, body):\n        return {"results": [{"index": 0, "relevance_score": 1}]}';
  const ask = async (served: ServedModel): Promise<unknown> => {
    const init = {
      method: 'POST',
      body: '{"query": "a", "documents": ["b"]}',
      headers: { 'content-type': 'application/json' },
    };
    const response = await fetch(`${served.url}/v2/rerank`, init);
    return [response.status, await response.json()];
  };
  expect(await ask(await serveModel(model))).toMatchObject([200, { results: [{ index: 0 }] }]);
  const without = await serveModel('class Model:\n    def predict(self, body):\n        return body');
  expect(await ask(without)).toMatchObject([
    404,
    { error: { code: 'MODEL_METHOD_MISSING', message: expect.stringContaining('rerank') } },
  ]);
});
