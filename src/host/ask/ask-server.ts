// The same call as `withModel` makes, to a model that somebody else serves.
import type { ClientOptions } from '../../client/truss-client.ts';
import { TrussClient } from '../../client/truss-client.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { PREDICT } from '../../core/examples/examples.ts';
import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { Form } from '../../core/wire/frame.ts';
import type { CallModel } from './call-model.ts';
import { tellOfToken } from './tell-of-token.ts';

/** Who asks a server: a token that it lets in, and headers. */
export type ServerCaller = ClientOptions;

/**
 * A way to ask the model at an address.
 * @throws {TrussError} `INPUT_INVALID` where it is no address; the call throws what the server answers, or that it cannot be
 * reached, and `USAGE` for another method than predict.
 */
export function askServer(url: string, caller: ServerCaller, signal: AbortSignal): CallModel {
  const client = new TrussClient(url, caller);
  return async (input, onItem) => {
    const { method = PREDICT } = input;
    if (method !== PREDICT) {
      const message = `The example asks the method ${method}; a server is asked for predict only.`;
      throw new TrussError('USAGE', { message, hint: 'Leave out --url, or ask its OpenAI route by an OpenAI client.' });
    }
    const joined = onItem === undefined ? { accept: 'application/json' } : {};
    const { contentType, isStream, chunks } = await client.ask(input, { signal, ...joined }).catch(tellOfToken);
    const item = (body: Uint8Array): CollectedAnswer => ({ form: Form.RAW, contentType, body });
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) {
      if (isStream && onItem !== undefined) await onItem(item(chunk));
      else parts.push(chunk);
    }
    return item(Buffer.concat(parts));
  };
}
