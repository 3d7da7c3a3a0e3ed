import type { OrRefusal } from '../../core/inference/refusal.ts';
import type { TokenFile } from './token-file.ts';

/** `Bearer` is what clients send; `Api-Key` is what those of the hosted platform do. */
const HEADER = /^(?:Bearer|Api-Key) +(?<token>\S+)$/i;

/** Finds who asks: the token's name, or why the request is refused. It does not say whether the token was nearly right. */
export function authenticate(authorization: string | undefined, tokens: TokenFile): OrRefusal<string> {
  if (authorization === undefined) return { code: 'AUTH_REQUIRED', message: 'A token is required', hint: HINT };
  const token = HEADER.exec(authorization)?.groups?.['token'];
  const name = token === undefined ? null : tokens.nameOf(token);
  return name ?? { code: 'AUTH_REQUIRED', message: 'The token is not known', hint: HINT };
}

const HINT = 'Send the header `Authorization: Bearer TOKEN`.';
