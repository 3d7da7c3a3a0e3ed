// Knows the tokens of a file, also after it has changed: a token is given or taken away without a restart.
import { timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import { systemCode } from '../system-code.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { NamedToken } from './parse-tokens.ts';
import { digestOf, parseTokens } from './parse-tokens.ts';

/** Polled and not watched: a mounted secret changes by a swap of links that no watcher sees. */
const CHECK_EVERY_MS = 1000;

/** Who may ask the server. */
export class TokenFile {
  readonly #path: string;
  readonly #logger: Logger;
  #tokens: readonly NamedToken[];
  #state: string;
  #timer: NodeJS.Timeout;

  private constructor(path: string, logger: Logger, first: { tokens: readonly NamedToken[]; state: string }) {
    this.#path = path;
    this.#logger = logger;
    this.#tokens = first.tokens;
    this.#state = first.state;
    this.#timer = this.#checkLater();
  }

  /**
   * Reads the file, and again whenever it changes. One that is broken later is reported, and the tokens before it hold.
   *
   * @throws TrussError AUTH_TOKENS_INVALID
   */
  static async open(path: string, logger: Logger): Promise<TokenFile> {
    const state = await stateOf(path);
    return new TokenFile(path, logger, { tokens: parseTokens(await readTokens(path), path), state });
  }

  /** The name that a token belongs to, or null. Takes as long for a token that is nearly right as for any other. */
  nameOf(token: string): string | null {
    const digest = digestOf(token);
    let name: string | null = null;
    for (const known of this.#tokens) if (timingSafeEqual(known.digest, digest)) ({ name } = known);
    return name;
  }

  /** Looks at the file no longer. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #checkLater(): NodeJS.Timeout {
    return setTimeout(() => void this.#check(), CHECK_EVERY_MS).unref();
  }

  async #check(): Promise<void> {
    try {
      const state = await stateOf(this.#path);
      if (state !== this.#state) {
        this.#state = state;
        this.#tokens = parseTokens(await readTokens(this.#path), this.#path);
        this.#logger.info({ tokens: this.#tokens.length }, 'The tokens were read again');
      }
    } catch (error) {
      if (!(error instanceof TrussError)) throw error;
      const issues = error.issues.map(({ message }) => message);
      this.#logger.error(
        { code: error.code, ...(issues.length > 0 && { issues }) },
        `${error.message}. The tokens before hold`,
      );
    }
    this.#timer = this.#checkLater();
  }
}

async function stateOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    // Reading it says why, and a file that comes back is another state.
    return systemCode(error) ?? 'unknown';
  }
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read by you',
  EISDIR: 'is a directory',
  ENOENT: 'does not exist',
};

async function readTokens(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const message = `The file of tokens ${path} ${WORDS[systemCode(cause) ?? ''] ?? `cannot be read: ${systemCode(cause)}`}`;
    throw new TrussError('AUTH_TOKENS_INVALID', { message, cause });
  }
}
