// Knows the tokens of a file, also after it has changed: a token is given or taken away without a restart.
import { timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { FileStates } from '../../system/files/poll-files.ts';
import { noteFiles, pollFiles } from '../../system/files/poll-files.ts';
import { systemErrorCode } from '../../system/system-error.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { NamedToken } from './parse-tokens.ts';
import { digestOf, parseTokens } from './parse-tokens.ts';

/** What the file said when it was opened. */
interface FirstRead {
  readonly noted: FileStates;
  readonly tokens: readonly NamedToken[];
  readonly logger: Logger;
}

/** Who may ask the server. */
export class TokenFile {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #endPolling: () => void;
  #tokens: readonly NamedToken[];

  private constructor(path: string, { noted, logger, tokens }: FirstRead) {
    this.#path = path;
    this.#logger = logger;
    this.#tokens = tokens;
    this.#endPolling = pollFiles(noted, () => this.#readAgain());
  }

  /**
   * Reads the file, and again whenever it changes. One that is broken later is reported, and the tokens before it hold.
   *
   * @throws {TrussError} `AUTH_TOKENS_INVALID`
   */
  static async open(path: string, logger: Logger): Promise<TokenFile> {
    const noted = await noteFiles([path]);
    const tokens = parseTokens(await readTokens(path), path);
    await warnOfReaders(path, logger);
    return new TokenFile(path, { noted, logger, tokens });
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
    this.#endPolling();
  }

  async #readAgain(): Promise<void> {
    try {
      this.#tokens = parseTokens(await readTokens(this.#path), this.#path);
      await warnOfReaders(this.#path, this.#logger);
      this.#logger.info({ tokens: this.#tokens.length }, 'The tokens were read again');
    } catch (error) {
      if (!(error instanceof TrussError)) throw error;
      const issues = error.issues.map(({ message }) => message);
      const fields = { code: error.code, ...(issues.length > 0 && { issues }) };
      this.#logger.error(fields, `${error.message}. The tokens before hold`);
    }
  }
}

/** Whoever can read the tokens has them. A group may be meant to. */
async function warnOfReaders(path: string, logger: Logger): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & constants.S_IROTH) === 0) return;
  const fields = { hint: `Allow it to its owner alone: chmod 600 ${path}` };
  logger.warn(fields, `The file of tokens ${path} may be read by everybody on this machine`);
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
    const code = systemErrorCode(cause) ?? '';
    const message = `The file of tokens ${path} ${WORDS[code] ?? `cannot be read: ${code}`}`;
    const hint = 'Name a file with a line `name: token` for each caller, which the server may read.';
    throw new TrussError('AUTH_TOKENS_INVALID', { message, hint, cause });
  }
}
