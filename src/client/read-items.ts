// The items of a streamed answer, by what it is.
import { TrussError } from '../core/errors/truss-error.ts';
import { toAnswerError } from './answer-error.ts';
import { readEvents } from './read-events.ts';

/** What a model answered. */
export interface ServerAnswer {
  /** With its parameters, as the server says it. */
  readonly contentType: string;
  /** Whether it comes item by item, so that nobody knows how long it will be. */
  readonly isStream: boolean;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * The items of an answer as they come: of lines of JSON and of server-sent events what stands in them, of a text its pieces; an
 * answer that is no stream is one item. `url`: that gave it, for messages.
 *
 * @throws {TrussError} what an event of the kind `error` says; `SERVER_ANSWER_INVALID` where a line is no JSON.
 */
export async function* readItems(url: string, { contentType, isStream, chunks }: ServerAnswer): AsyncGenerator {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (type === 'text/event-stream') yield* readEventItems(url, chunks);
  else if (type === 'application/x-ndjson') yield* readLineItems(url, chunks);
  else if (isStream && type.startsWith('text/')) yield* readTexts(chunks);
  else yield await readWhole(url, type, chunks);
}

async function* readEventItems(url: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator {
  for await (const { kind, data } of readEvents(chunks)) {
    if (data === '[DONE]') return;
    if (kind === 'error') throw toAnswerError(url, 500, data);
    yield parseItem(data);
  }
}

async function* readLineItems(url: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator {
  let rest = '';
  for await (const text of readTexts(chunks)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield parseJson(url, line);
  }
  if (rest.trim() !== '') yield parseJson(url, rest);
}

async function* readTexts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
}

async function readWhole(url: string, type: string, chunks: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) parts.push(new Uint8Array(chunk));
  const whole = new Blob(parts);
  if (type === 'application/json') return parseJson(url, await whole.text());
  return type.startsWith('text/') ? whole.text() : new Uint8Array(await whole.arrayBuffer());
}

/** An event holds a value as JSON, and a text as it is. */
function parseItem(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

function parseJson(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `${url} answered with what is no JSON, though it says so.`;
    throw new TrussError('SERVER_ANSWER_INVALID', { message, cause: error });
  }
}
