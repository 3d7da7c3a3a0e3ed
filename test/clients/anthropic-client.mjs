// What `@anthropic-ai/sdk` does with a server: `node anthropic-client.mjs BASE_URL API_KEY`; an assertion fails where something is amiss.
import assert from 'node:assert/strict';

import Anthropic from '@anthropic-ai/sdk';

const [baseURL, apiKey] = process.argv.slice(2);
const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });

const asked = (content) => ({ model: 'any', max_tokens: 10, messages: [{ role: 'user', content }] });

const whole = await client.messages.create(asked('one two'));
assert.deepEqual([whole.content[0].text, whole.usage.output_tokens], ['two one', 2]);

const kinds = [];
for await (const event of await client.messages.create({ ...asked('one'), stream: true })) kinds.push(event.type);
assert.deepEqual(kinds, [
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
]);

const final = await client.messages.stream(asked('one two')).finalMessage();
assert.deepEqual([final.content[0].text, final.stop_reason], ['two\u2028one\u2028', 'end_turn']);
assert.deepEqual([final.usage.input_tokens, final.usage.output_tokens], [2, 2]);

const counted = await client.messages.countTokens({ model: 'any', messages: asked('one two three').messages });
assert.equal(counted.input_tokens, 3);

const seen = [];
await assert.rejects(async () => {
  for await (const event of await client.messages.create({ ...asked('fail one'), stream: true })) seen.push(event.type);
}, /The model raised RuntimeError/);
assert.equal(seen.at(-1), 'content_block_delta');

await assert.rejects(client.messages.create(asked('slower')), { status: 429, type: 'rate_limit_error' });
await assert.rejects(client.messages.create(asked([{ type: 'text', text: 'x' }])), { status: 500, type: 'api_error' });
await assert.rejects(client.post('/v1/messages', { body: [] }), { status: 400, type: 'invalid_request_error' });

const stranger = new Anthropic({ baseURL, apiKey: 'unknown', maxRetries: 0 });
await assert.rejects(stranger.messages.create(asked('one')), { status: 401, type: 'authentication_error' });
