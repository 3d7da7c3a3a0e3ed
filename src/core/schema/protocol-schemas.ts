// What the APIs of OpenAI and Anthropic, and those who copy them, take and give: the members that their servers share. A model may
// know more of them, so that nothing is refused.
import type { PathMethod } from '../protocols/method-paths.ts';
import type { JsonSchema } from './json-schema.ts';

/** One side and the other of a method. */
export interface ProtocolSchemas {
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** Of a stream, one of its events. */
  readonly item?: JsonSchema;
}

/** Nobody has said it of this very model. */
const INFERRED = { 'x-truss-inferred': 'protocol' };

type Members = Readonly<Record<string, JsonSchema>>;

const STRING: JsonSchema = { type: 'string' };
const NUMBER: JsonSchema = { type: 'number' };
const INTEGER: JsonSchema = { type: 'integer' };
const ANY: JsonSchema = {};
const FILE: JsonSchema = { type: 'string', format: 'binary' };

const stream: JsonSchema = { type: 'boolean', default: false, description: 'Whether the answer comes as events.' };
const model: JsonSchema = { type: 'string', description: 'The name of the model, where a server has several.' };
const sampling: Members = { temperature: { type: 'number', minimum: 0, maximum: 2 }, top_p: NUMBER };

const usage = open({ prompt_tokens: INTEGER, completion_tokens: INTEGER, total_tokens: INTEGER });
const parts: JsonSchema = { anyOf: [STRING, listOf(open({ type: STRING, text: STRING }, ['type']))] };
const message = open({ role: STRING, content: { anyOf: [STRING, listOf(ANY), { type: 'null' }] } }, ['role']);

const delta = open({ role: STRING, content: { type: ['string', 'null'] } });

/** What the clients of a method may rely on, where the model does not say it. */
export const PROTOCOL_SCHEMAS: Readonly<Record<PathMethod, ProtocolSchemas>> = {
  chat_completions: {
    input: request({ messages: listOf(message), max_tokens: INTEGER, ...sampling, stream }, ['messages']),
    output: answer({ choices: listOf(open({ index: INTEGER, message, finish_reason: ANY })), usage }, ['choices']),
    item: answer({ choices: listOf(open({ index: INTEGER, delta, finish_reason: ANY })), usage }, ['choices']),
  },
  completions: {
    input: request({ prompt: STRING, max_tokens: INTEGER, ...sampling, stream }, ['prompt']),
    output: answer({ choices: listOf(open({ index: INTEGER, text: STRING, finish_reason: ANY })), usage }, ['choices']),
    item: answer({ choices: listOf(open({ index: INTEGER, text: STRING, finish_reason: ANY })) }, ['choices']),
  },
  embeddings: {
    input: request({ input: oneOrMore(STRING) }, ['input']),
    output: answer({ data: listOf(open({ index: INTEGER, embedding: listOf(NUMBER) })), usage }, ['data']),
  },
  messages: {
    input: request({ messages: listOf(message), max_tokens: INTEGER, system: parts, ...sampling, stream }, [
      'messages',
    ]),
    output: answer({ role: STRING, content: listOf(open({ type: STRING, text: STRING }, ['type'])), stop_reason: ANY }),
  },
  messages_count_tokens: {
    input: request({ messages: listOf(message), system: parts }, ['messages']),
    output: answer({ input_tokens: INTEGER }),
  },
  responses: {
    input: request({ input: { anyOf: [STRING, listOf(ANY)] }, instructions: STRING, ...sampling, stream }, ['input']),
    output: answer({ output: listOf(ANY), status: STRING, usage: ANY }),
  },
  rerank: {
    input: request({ query: STRING, documents: listOf(ANY), top_n: INTEGER }, ['query', 'documents']),
    output: answer({ results: listOf(open({ index: INTEGER, relevance_score: NUMBER })) }),
  },
  moderations: {
    input: request({ input: oneOrMore(STRING) }, ['input']),
    output: answer({ results: listOf(open({ flagged: { type: 'boolean' } })) }),
  },
  images_generations: {
    input: request({ prompt: STRING, n: INTEGER, size: STRING, response_format: STRING }, ['prompt']),
    output: answer({ data: listOf(open({ url: STRING, b64_json: STRING })) }),
  },
  audio_transcriptions: {
    input: request({ file: FILE, language: STRING, prompt: STRING, response_format: STRING }, ['file']),
    output: answer({ text: STRING }),
  },
  audio_translations: {
    input: request({ file: FILE, prompt: STRING, response_format: STRING }, ['file']),
    output: answer({ text: STRING }),
  },
  audio_speech: {
    input: request({ input: STRING, voice: STRING, response_format: STRING, speed: NUMBER }, ['input']),
    output: { ...FILE, contentMediaType: 'audio/*', ...INFERRED },
  },
};

function open(properties: Members, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: true };
}

function request(properties: Members, required: readonly string[]): JsonSchema {
  return { ...open({ model, ...properties }, required), ...INFERRED };
}

function answer(properties: Members, required: readonly string[] = []): JsonSchema {
  return { ...open(properties, required), ...INFERRED };
}

function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

function oneOrMore(item: JsonSchema): JsonSchema {
  return { anyOf: [item, listOf(item)] };
}
