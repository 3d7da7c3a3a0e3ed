// The file of tokens: a line each, `name: token`. Empty lines and lines that begin with # do not count.
import { createHash } from 'node:crypto';

import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';

/** Who may ask: a name for the logs, and the SHA-256 of the token, since equal lengths are what a constant-time comparison needs. */
export interface NamedToken {
  readonly name: string;
  readonly digest: Buffer;
}

/** Shorter ones can be guessed; `openssl rand -hex 32` gives 64. */
const MIN_TOKEN_LENGTH = 16;

/** Each request is compared with every token: so many cost about a third of a millisecond. */
const MAX_TOKENS = 1000;

const LINE = /^(?<name>[\w.-]{1,64})\s*:\s*(?<token>\S+)$/;

/**
 * Reads the named tokens of a file's text. A name may stand twice, so that a token can be replaced while both are in use.
 *
 * @throws {TrussError} `AUTH_TOKENS_INVALID` with every line that is wrong; no message repeats a token
 */
export function parseTokens(text: string, file: string): NamedToken[] {
  const issues: Issue[] = [];
  const tokens: NamedToken[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const { name = '', token = '' } = LINE.exec(content)?.groups ?? {};
    const message = lineProblem(name, token);
    if (message === null) tokens.push({ name, digest: digestOf(token) });
    else issues.push(wrongLine(index + 1, message));
  }
  const total = tokens.length + issues.length;
  if (issues.length === 0 && tokens.length > 0 && tokens.length <= MAX_TOKENS) return tokens;
  const count = total === 0 ? 'It has no token' : `It has ${tokens.length} tokens, more than ${MAX_TOKENS}`;
  throw new TrussError('AUTH_TOKENS_INVALID', {
    message: issues.length > 0 ? `${file} has lines that are no token` : `${file} cannot be used. ${count}`,
    hint: 'Write a line for each caller, `name: token`, with tokens such as `openssl rand -hex 32` makes.',
    issues,
  });
}

/** The digest by which tokens are compared. */
export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Without the file, whose line would be shown with the token in it. */
function wrongLine(line: number, message: string): Issue {
  return { path: '', code: 'AUTH_TOKENS_INVALID', severity: 'error', message: `Line ${line}: ${message}` };
}

function lineProblem(name: string, token: string): string | null {
  if (name === '') return 'this is not of the form `name: token`';
  if (token.length < MIN_TOKEN_LENGTH) return `the token of ${name} has fewer than ${MIN_TOKEN_LENGTH} characters`;
  return null;
}
