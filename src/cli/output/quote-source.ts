import { readFileSync } from 'node:fs';

import { redactCredentials } from '../../core/requirements/credentials.ts';

/** A place in a file of the user's; numbers are 1-based. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

// A line of a generated or minified file would bury the message.
const MAX_SHOWN_CHARACTERS = 120;

/** The line at `place` with its number, without the passwords of addresses, and a mark under the column; null where the file cannot be read (any more). */
export function quoteSource({ file, line, column }: SourcePlace): readonly string[] | null {
  const source = readLine(file, line);
  if (source === null) return null;
  const from = Math.max(0, (column ?? 1) - MAX_SHOWN_CHARACTERS);
  const gutter = `${line} | `;
  const quoted = [gutter + redactCredentials(source.slice(from)).slice(0, MAX_SHOWN_CHARACTERS)];
  if (column !== undefined) {
    const before = source.slice(from, column - 1);
    // Tabs are kept, so that the mark stands under what it means.
    quoted.push(`${' '.repeat(gutter.length - 2)}| ${before.replace(/[^\t]/g, ' ')}^`);
  }
  return quoted;
}

function readLine(file: string, line: number): string | null {
  try {
    return readFileSync(file, 'utf8').split(/\r\n|\r|\n/)[line - 1] ?? null;
  } catch {
    return null;
  }
}
