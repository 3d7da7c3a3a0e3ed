import { toAnswerError } from '../../client/answer-error.ts';
import { PREDICT } from '../../core/examples/examples.ts';
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
    return { form: Form.RAW, contentType: type, body: Buffer.from(await response.arrayBuffer()) };
  };
}
