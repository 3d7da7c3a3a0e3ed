// requirements.lock: a requirements.txt with hashes, with a header of ours that says what it was made from.
import { parseMinor, showMinor } from '../python/python-version.ts';

/** What the header of a lock says. */
export interface LockHeader {
  /** The minor version of Python that it was made for. */
  readonly minor: number;
  /** A digest of the requirements that it was made from. */
  readonly sources: string;
  /** Distributions that are there because the model imports them. */
  readonly implied: readonly string[];
}

/** A lock that can be installed. */
export interface FreshLock {
  readonly path: string;
  readonly text: string;
  /** The minor version of Python that it was made for. */
  readonly minor: number;
}

/** A requirement of a lock: one package at one version, for all or for some platforms. */
export interface LockEntry {
  /** `six==1.17.0`, `pkg @ git+https://…@<commit>`, `./packages/x`; with its marker, without its hashes. */
  readonly requirement: string;
  readonly hashed: boolean;
  /** The packages that brought it along, as uv's comments name them. */
  readonly via: readonly string[];
}

const INTRODUCTION = `\
# Every package that this truss runs on, at one version, with the hashes of its files.
# Made by Truss: change the requirements, not this file, and keep it with the truss.`;

const HEADER_LINE = /^# (python|sources|implied): (.*)$/gm;

/** The text of a lock. `body`: options and requirements, as uv reads them; `asOf`: the time that it is of, null: today's. */
export function renderLock(
  { minor, sources, implied, asOf = null }: LockHeader & { readonly asOf?: Date | null },
  body: string,
): string {
  const header = [INTRODUCTION, `# python: ${showMinor(minor)}`, `# sources: ${sources}`];
  if (implied.length > 0) header.push(`# implied: ${implied.join(', ')}`);
  const day = asOf?.toISOString().slice(0, 10);
  if (day !== undefined) header.push(`# as of: ${day}, by the age of the requirements and of this Python`);
  return `${header.join('\n')}\n\n${body.trim()}\n`;
}

/** The header of a lock, or null where the text has none: a file of somebody else, or a merge that was not finished. */
export function readLockHeader(text: string): LockHeader | null {
  if (text.includes('\n<<<<<<< ')) return null;
  const fields = new Map(Array.from(text.matchAll(HEADER_LINE), ([, name = '', value = '']) => [name, value]));
  const minor = parseMinor(fields.get('python') ?? '');
  const sources = fields.get('sources');
  if (minor === null || sources === undefined) return null;
  return { minor, sources, implied: fields.get('implied')?.split(', ') ?? [] };
}

/** The requirements of a lock, in its order. */
export function readLockEntries(text: string): readonly LockEntry[] {
  const entries: { requirement: string; hashed: boolean; via: string[] }[] = [];
  for (const line of text.split('\n')) {
    const comment = /^ +# +(.*)$/.exec(line)?.[1];
    const last = entries.at(-1);
    if (comment !== undefined) {
      // `# via a` stands alone; `# via` is followed by a line for each package.
      if (!comment.startsWith('from ') && comment !== 'via') last?.via.push(comment.replace(/^via /, ''));
    } else if (line.trimStart().startsWith('--hash=')) {
      if (last !== undefined) last.hashed = true;
    } else if (line !== '' && !line.startsWith('#') && !/^--?(?!e |editable)/.test(line)) {
      entries.push({ requirement: line.replace(/ *\\$/, '').trim(), hashed: line.includes('--hash='), via: [] });
    }
  }
  return entries;
}

/**
 * Whether what a lock names may be in any of its indexes. As a rule it is in the first that knows a package of that name, as when it was
 * locked; of those with a build of torch from an index of its own (`+cpu`) all else is from the others, of which that one has some, too.
 */
export function isFromAnyIndex(text: string): boolean {
  return /^--extra-index-url\b/m.test(text) && /^torch\w*==[^\s;]*\+/m.test(text);
}

/** What decides what is installed: the lock without its comments. Trusses that agree in it share an environment. */
export function lockedLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
