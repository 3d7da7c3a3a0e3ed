// What `openai` gets in each form: `node openai-forms-client.mjs BASE_URL API_KEY`; an assertion fails where something is amiss.
import assert from 'node:assert/strict';

import OpenAI, { toFile } from 'openai';

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
// As what stands in front of Azure's models sends it; the client insists on an `Authorization` of its own.
const gateway = new OpenAI({ baseURL, apiKey: 'none', defaultHeaders: { 'api-key': apiKey }, maxRetries: 0 });

const VECTOR = [0.5, -1.25, 0.0625];
// The client itself asks for base64 where nobody says anything, and makes numbers of it.
for (const options of [{}, { encoding_format: 'float' }]) {
  const answer = await client.embeddings.create({ model: 'm', input: ['a', 'b'], ...options });
  assert.equal(answer.data.length, 2);
  for (const { embedding } of answer.data) assert.deepEqual(Array.from(embedding), VECTOR);
}
const raw = await client.embeddings.create({ model: 'm', input: ['a'], encoding_format: 'base64' });
assert.equal(raw.data[0].embedding, 'AAAAPwAAoL8AAIA9');
assert.equal((await gateway.embeddings.create({ model: 'm', input: ['a'] })).data[0].embedding.length, 3);

const SRT = '1\n00:00:00,000 --> 00:00:01,500\nOne,\n\n2\n00:00:01,500 --> 01:02:05,250\nzwei.\n';
const VTT = 'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nOne,\n\n00:00:01.500 --> 01:02:05.250\nzwei.\n';
for (const resource of [client.audio.transcriptions, client.audio.translations]) {
  const ask = async (options) =>
    resource.create({ model: 'm', file: await toFile(Buffer.from('RIFF1234'), 'voice.wav'), ...options });
  for (const [wanted, expected] of Object.entries({ text: 'One, zwei.', srt: SRT, vtt: VTT })) {
    assert.equal(await ask({ response_format: wanted }), expected);
  }
  for (const options of [{}, { response_format: 'json' }]) assert.equal((await ask(options)).text, 'One, zwei.');
  const verbose = await ask({ response_format: 'verbose_json' });
  assert.deepEqual([verbose.text, verbose.duration, verbose.segments[1].end], ['One, zwei.', 3725.25, 3725.25]);
}

const file = await toFile(Buffer.from('RIFF1234'), 'voice.wav');
const kinds = [];
for await (const event of await client.audio.transcriptions.create({ model: 'stream', file, stream: true })) {
  kinds.push(event.type);
}
assert.deepEqual(kinds, ['transcript.text.delta', 'transcript.text.done']);
