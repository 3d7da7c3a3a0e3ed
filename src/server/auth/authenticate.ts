import type { OrRefusal } from '../../core/inference/refusal.ts';
import type { TokenFile } from './token-file.ts';

/** A value that somebody may have sent with a request: of a header, or of the metadata of a call. */
export type HeaderOf = (name: string) => string | undefined;

/** `Bearer` is what clients send; `Api-Key` is what those of the hosted platform do. */
const AUTHORIZATION = /^(?:Bearer|Api-Key) +(?<token>\S+)$/i;

/** Where a token may stand, and how it is read there: the other two are what the clients of Anthropic and of Azure send. */
const READERS: ReadonlyMap<string, (value: string) => string | undefined> = new Map([
  ['authorization', (value: string) => AUTHORIZATION.exec(value)?.groups?.['token']],
  ['x-api-key', (value: string) => value],
  ['api-key', (value: string) => value],
]);

/**
 * Finds who asks: the token's name, or why the request is refused. It does not say whether the token was nearly right. Whatever
 * stands in one of the places and is no token of ours may be meant for the model.
 */
export function authenticate(headerOf: HeaderOf, tokens: TokenFile): OrRefusal<string> {
  let isAnySent = false;
  for (const name of READERS.keys()) {
    const value = headerOf(name);
    if (value === undefined) continue;
    isAnySent = true;
    const caller = nameOf(name, value, tokens);
    if (caller !== null) return caller;
  }
  const message = isAnySent ? 'The token is not known' : 'A token is required';
  return { code: 'AUTH_REQUIRED', message, hint: HINT };
}

const HINT = 'Send the header `Authorization: Bearer TOKEN`, or `x-api-key: TOKEN`.';

/** Whether a header is one by which a caller is let in. `name`: in lower case. */
export function isCredential(name: string, value: string, tokens: TokenFile): boolean {
  return nameOf(name, value, tokens) !== null;
}

/** Whose token stands in a header; null where none of ours does. */
function nameOf(name: string, value: string, tokens: TokenFile): string | null {
  const token = READERS.get(name)?.(value);
  return token === undefined ? null : tokens.nameOf(token);
}
