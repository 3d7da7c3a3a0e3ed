// What is asked over HTTP/1.1 in a soak, each with what has to come back.
import type { Agent } from 'node:http';
import { request } from 'node:http';

import type { Outcome } from './outcome.ts';
import { other, right } from './outcome.ts';
import type { Random } from './random.ts';

/** Who is asked, and with which numbers. */
export interface Asked {
  readonly url: string;
  readonly name: string;
  readonly random: Random;
  /** Who keeps connections of HTTP/1.1. */
  readonly agent: Agent;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Rows as a body of V1; few rows, or now and then many. */
export async function predictV1({ url, name, random, agent }: Asked): Promise<Outcome> {
  const rows = Array.from({ length: random.size() }, () => [random.below(1000), random.below(1000)]);
  const body = JSON.stringify({ inputs: rows, sleep: random.sleep() });
  const answer = await ask(agent, `${url}/v1/models/${name}:predict`, { body });
  return judged(answer, JSON.stringify({ predictions: rows.map(([a = 0, b = 0]) => a + b) }));
}

/** A tensor as JSON. */
export async function inferV2({ url, name, random, agent }: Asked): Promise<Outcome> {
  const data = Array.from({ length: random.size() }, () => random.below(1000));
  const inputs = [{ name: 'x', datatype: 'INT64', shape: [data.length], data }];
  const answer = await ask(agent, `${url}/v2/models/${name}/infer`, { body: JSON.stringify({ inputs }) });
  if (answer.status !== 200) return refused(answer);
  const { outputs } = JSON.parse(answer.text) as { outputs: [{ data: number[] }] };
  const isRight =
    outputs[0].data.length === data.length && outputs[0].data.every((value, at) => value === (data[at] ?? 0) + 1);
  return isRight ? right(200) : other('wrong', 200, answer.text.slice(0, 200));
}

/** A tensor as bytes. */
export async function inferBinary({ url, name, random, agent }: Asked): Promise<Outcome> {
  const data = Float32Array.from({ length: random.size() }, () => random.below(1000));
  const parameters = { binary_data_size: data.byteLength };
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [data.length], parameters }];
  const head = Buffer.from(JSON.stringify({ inputs }));
  const headers = {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(head.length),
  };
  const answer = await ask(agent, `${url}/v2/models/${name}/infer`, {
    body: Buffer.concat([head, Buffer.from(data.buffer)]),
    headers,
  });
  if (answer.status !== 200) return refused(answer);
  const { outputs } = JSON.parse(answer.text) as { outputs: [{ data: number[] }] };
  const isRight =
    outputs[0].data.length === data.length && outputs[0].data.every((value, at) => value === (data[at] ?? 0) + 1);
  return isRight ? right(200) : other('wrong', 200, answer.text.slice(0, 200));
}

/** A stream of lines. */
export async function streamV1({ url, name, random, agent }: Asked): Promise<Outcome> {
  const items = 1 + random.below(200);
  const headers = { accept: 'application/x-ndjson' };
  const answer = await ask(agent, `${url}/v1/models/${name}:predict`, { body: JSON.stringify({ items }), headers });
  const due = Array.from({ length: items }, (_, item) => `{"item":${item}}\n`).join('');
  if (answer.status !== 200 || answer.text === due) return judged(answer, due);
  return due.startsWith(answer.text.slice(0, answer.text.lastIndexOf('\n') + 1))
    ? other('broken', null, `${answer.text.length} of ${due.length} characters of a stream`)
    : other('wrong', 200, answer.text.slice(0, 200));
}

/** The model raises. */
export async function failingV1({ url, name, agent }: Asked): Promise<Outcome> {
  const answer = await ask(agent, `${url}/v1/models/${name}:predict`, { body: '{"inputs": [], "fail": true}' });
  return answer.status === 500 && codeOf(answer) === 'MODEL_RAISED' ? right(500) : unexpected(answer);
}

/** No JSON. */
export async function invalidV1({ url, name, agent }: Asked): Promise<Outcome> {
  const answer = await ask(agent, `${url}/v1/models/${name}:predict`, { body: '{"inputs": [' });
  return answer.status === 400 ? right(400) : unexpected(answer);
}

/** A deadline that passes while the model computes, or in the queue: an answer that is there before that is seen is one all the same. */
export async function lateV1({ url, name, random, agent }: Asked): Promise<Outcome> {
  const headers = { 'x-request-timeout-ms': String(5 + random.below(30)) };
  const answer = await ask(agent, `${url}/v1/models/${name}:predict`, {
    body: '{"inputs": [], "sleep": 0.1}',
    headers,
  });
  if (answer.status === 504 && codeOf(answer) === 'REQUEST_DEADLINE') return right(504);
  return judged(answer, '{"predictions":[]}');
}

/** A chat, whole or as a stream of events. */
export async function chat({ url, name, random, agent }: Asked): Promise<Outcome> {
  const words = Array.from({ length: 1 + random.below(50) }, () => `w${random.below(1000)}`);
  const stream = random.below(2) === 0;
  const body = JSON.stringify({ model: name, stream, messages: [{ role: 'user', content: words.join(' ') }] });
  const answer = await ask(agent, `${url}/v1/chat/completions`, { body });
  if (answer.status !== 200) return refused(answer);
  const content = stream ? contentOfEvents(answer.text) : contentOf(answer.text);
  if (content === words.toReversed().join(' ')) return right(200);
  const isCut = stream && !answer.text.endsWith('data: [DONE]\n\n');
  return isCut ? other('broken', null, 'a stream of events') : other('wrong', 200, answer.text.slice(0, 200));
}

/** The client goes while the model computes, or while a stream comes. */
export async function leaveV1({ url, name, random, agent }: Asked): Promise<Outcome> {
  const body = random.below(2) === 0 ? '{"inputs": [], "sleep": 0.05}' : '{"items": 100000}';
  const signal = AbortSignal.timeout(1 + random.below(60));
  try {
    const answer = await ask(agent, `${url}/v1/models/${name}:predict`, { body, signal });
    return answer.status === 200 ? other('left', 200, '') : refused(answer);
  } catch {
    return other('left', null, '');
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Question {
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Throws where there is no answer; of one that is cut off it gives what came. */
function ask(agent: Agent, url: string, { body, headers = {}, signal }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      agent,
      headers: { ...JSON_TYPE, ...headers },
      ...(signal !== undefined && { signal }),
    };
    const asking = request(url, options, (response) => {
      const { statusCode: status = 0 } = response;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('error', () => {});
      response.on('close', () => {
        if (signal?.aborted === true) reject(signal.reason);
        else resolve({ status, text });
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

function judged(answer: Answer, due: string): Outcome {
  if (answer.status !== 200) return refused(answer);
  return answer.text === due ? right(200) : other('wrong', 200, answer.text.slice(0, 200));
}

/** An error says what it is. */
function refused(answer: Answer): Outcome {
  const code = codeOf(answer);
  if (code === null) return other('wrong', answer.status, answer.text.slice(0, 200));
  return other('refused', answer.status, code);
}

function unexpected(answer: Answer): Outcome {
  return answer.status === 200 ? other('wrong', 200, answer.text.slice(0, 200)) : refused(answer);
}

function codeOf({ text }: Answer): string | null {
  return /"code":\s*"(?<code>[A-Z_]+)"/.exec(text)?.groups?.['code'] ?? null;
}

function contentOf(text: string): string {
  return (JSON.parse(text) as { choices: [{ message: { content: string } }] }).choices[0].message.content;
}

function contentOfEvents(text: string): string {
  const events = text.split('\n\n').filter((event) => event.startsWith('data: {'));
  const chunks = events.map(
    (event) => JSON.parse(event.slice('data: '.length)) as { choices: [{ delta: { content: string } }] },
  );
  return chunks.map(({ choices }) => choices[0].delta.content).join(' ');
}
