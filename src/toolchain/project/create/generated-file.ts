import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { isMissing } from '../../../system/system-error.ts';
import type { TrussChange } from '../change/change-truss.ts';

/** Enough of a digest to tell an edited file from an untouched one; nobody forges these. */
const DIGEST_LENGTH = 16;

/** The first line of a generated file. The digest is that of all the lines below it. */
const STAMP = /^# Made by Truss \(([0-9a-f]+)\)[^\n]*\n/;

/** A truss and the change that is made of it. */
export interface ChangePlace {
  readonly change: TrussChange;
  /** Absolute. */
  readonly directory: string;
}

/** Something of the user's that a new truss would have overwritten. */
export interface KeptFile {
  /** Relative to the truss. */
  readonly path: string;
  readonly why: string;
}

/**
 * Writes a generated file, for Python or YAML, unless the user has edited the one that is there: then it is named in the
 * result. A comment on top says what the file is, and holds the digest by which an edit is noticed.
 */
export async function writeGenerated(place: ChangePlace, path: string, text: string): Promise<KeptFile[]> {
  const present = await readFile(join(place.directory, path), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (present !== null && present.trim() !== '' && !isUntouched(present)) return [{ path, why: 'you have edited it' }];
  await place.change.write(path, stampGenerated(text));
  return [];
}

function stampGenerated(text: string): string {
  return `# Made by Truss (${digestOf(text)}). Edit it as you like: when the truss is made again, an edited file is kept.\n${text}`;
}

/** A file without the comment is the user's own. */
function isUntouched(text: string): boolean {
  const normal = text.replaceAll('\r\n', '\n');
  const stamp = STAMP.exec(normal);
  return stamp !== null && stamp[1] === digestOf(normal.slice(stamp[0].length));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex').slice(0, DIGEST_LENGTH);
}
