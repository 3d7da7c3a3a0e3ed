import { toAnswerError } from '../../client/answer-error.ts';
import { readEvents } from '../../client/read-events.ts';
import { PREDICT } from '../../core/examples/examples.ts';
import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { hasMethodPath, METHOD_PATHS } from '../../core/protocols/method-paths.ts';
import { Form } from '../../core/wire/frame.ts';
import { askServer } from '../ask/ask-server.ts';
import type { CallModel } from '../ask/call-model.ts';

/** A way to ask the model of a container: predict as of any server, and each other method on the path that it has. */
export function askContainer(url: string, signal: AbortSignal): CallModel {
  const predict = askServer(url, {}, signal);
  return async (question, onItem) => {
    const { method = PREDICT, bytes, contentType } = question;
    if (!hasMethodPath(method)) return predict(question, onItem);
    const address = url + METHOD_PATHS[method];
    const headers = { 'content-type': contentType, accept: 'application/json' };
    const response = await fetch(address, { method: 'POST', headers, body: bytes, signal });
    if (!response.ok) throw toAnswerError(address, response.status, await response.text());
    const type = response.headers.get('content-type') ?? 'application/octet-stream';
    if (!type.startsWith('text/event-stream')) {
      return { form: Form.RAW, contentType: type, body: Buffer.from(await response.arrayBuffer()) };
    }
    return collectEvents(address, response.body ?? new ReadableStream(), onItem);
  };
}

/**
 * The items of a stream as the model gave them: these paths frame each as an event, and say at the end that it is the end. A model that
 * writes events by itself is answered alike: what stands in them.
 */
async function collectEvents(
  address: string,
  chunks: AsyncIterable<Uint8Array>,
  onItem: Parameters<CallModel>[1],
): Promise<CollectedAnswer> {
  const items: string[] = [];
  const parts: Uint8Array[] = [];
  async function* kept(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      parts.push(chunk);
      yield chunk;
    }
  }
  for await (const { kind, data } of readEvents(kept())) {
    if (kind === 'error') throw toAnswerError(address, 500, data);
    if (data === '[DONE]') continue;
    const item = asJson(data);
    items.push(item);
    await onItem?.({ form: Form.RAW, contentType: 'application/x-ndjson', body: Buffer.from(`${item}\n`) });
  }
  // A model may send texts here that are no events.
  if (items.length === 0) return { form: Form.TEXT, contentType: null, body: Buffer.concat(parts) };
  return { form: Form.JSON, contentType: null, body: Buffer.from(`[${items.join(',')}]`) };
}

/** What an event says: a value as JSON, or a text as it is. */
function asJson(data: string): string {
  try {
    JSON.parse(data);
    return data;
  } catch {
    return JSON.stringify(data);
  }
}
