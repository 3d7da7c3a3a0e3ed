// weights.lock: which files a truss fetches, byte for byte. JSON, a line for each file, so that what changed reads well in a diff.
import { z } from 'zod';

import { publicAddress } from './address.ts';
import { isSafePath } from './file-paths.ts';
import type { NamePatterns } from './name-patterns.ts';
import type { PlannedWeights } from './planned-weights.ts';

/** The name of the lock in the directory of a truss. */
export const WEIGHTS_LOCK_FILE = 'weights.lock';

/** The version of the form; a later Truss may write another one. */
const LOCK_VERSION = 1;

const safePath = z.string().refine(isSafePath);

const lockedFile = z.object({
  /** From the root of the source, with slashes; never out of it. */
  path: safePath,
  /** In bytes. */
  size: z.number().int().nonnegative(),
  /** In hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const patterns = z.array(z.string()).nullable().default(null);

const lockedSource = z.object({
  /** As the config has it, without credentials. Null: files of the truss's own data directory, which have no source. */
  source: z.string().nullable(),
  /** The commit or the like that was found; null where a source has none. */
  revision: z.string().nullable().default(null),
  allow: patterns,
  ignore: patterns,
  files: z.array(lockedFile),
});

const lockSchema = z.object({ version: z.literal(LOCK_VERSION), sources: z.array(lockedSource) });

/** One file of a lock. */
export type LockedFile = Readonly<z.output<typeof lockedFile>>;
/** All files of one source. */
export type LockedSource = Readonly<Omit<z.output<typeof lockedSource>, 'files'>> & {
  readonly files: readonly LockedFile[];
};
/** What a lock holds. */
export interface WeightsLock {
  readonly sources: readonly LockedSource[];
}

/** Reads a lock; null where the text is none. */
export function readWeightsLock(text: string): WeightsLock | null {
  try {
    const { sources } = lockSchema.parse(JSON.parse(text));
    return { sources };
  } catch {
    return null;
  }
}

/** The text of a lock: sources in the order of the config, files by their paths. */
export function renderWeightsLock({ sources }: WeightsLock): string {
  return `{\n  "version": ${LOCK_VERSION},\n  "sources": [${sources.map(renderSource).join(',')}${sources.length > 0 ? '\n  ' : ''}]\n}\n`;
}

function renderSource({ source, revision, allow, ignore, files }: LockedSource): string {
  const members = { source, revision, allow, ignore };
  const lines = Object.entries(members).flatMap(([key, value]) =>
    value === null && key !== 'source' ? [] : [`\n      ${JSON.stringify(key)}: ${JSON.stringify(value)},`],
  );
  const sorted = files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
  const rows = sorted.map((file) => `\n        ${renderFile(file)}`);
  return `\n    {${lines.join('')}\n      "files": [${rows.join(',')}${rows.length > 0 ? '\n      ' : ''}]\n    }`;
}

function renderFile({ path, size, sha256 }: LockedFile): string {
  return `{"path": ${JSON.stringify(path)}, "size": ${size}, "sha256": "${sha256}"}`;
}

/** What of a source a lock is about. */
type SourceIdentity = NamePatterns & { readonly source: string | null };

/** The files that have no source: parts of the truss's own data. Paths are relative to its data directory. */
export function separatedFiles({ sources }: WeightsLock): readonly LockedFile[] {
  return sources.filter(({ source }) => source === null).flatMap(({ files }) => files);
}

/** Whether two speak of the same files of the same source. */
export function isSameSource(left: SourceIdentity, right: SourceIdentity): boolean {
  return identityOf(left) === identityOf(right);
}

function identityOf({ source, allow, ignore }: SourceIdentity): string {
  return JSON.stringify([source === null ? null : publicAddress(source), allow ?? [], ignore ?? []]);
}

/** The files of planned weights by a lock; null where it does not know them. */
export function lockedFor(lock: WeightsLock | null, planned: PlannedWeights): LockedSource | null {
  return lock?.sources.find((source) => isSameSource(source, planned)) ?? null;
}
