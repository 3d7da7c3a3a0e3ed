// An environment is there when its marker is: the marker is written last. What a kill leaves behind has none, and is built anew.
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { writeFileWhole } from '../../../system/files/write-file-whole.ts';
import { isMissing, systemErrorCode } from '../../../system/system-error.ts';
import { explainReadError, explainWriteError } from '../../home/explain-system-error.ts';
import { trussHome } from '../../home/truss-home.ts';

/** What is written down of an environment. Its file's time of change says when it was used last. */
const markerSchema = z.object({
  format: z.literal(1),
  /**
   * The name of the virtual environment's directory, beside the marker. Each build has a new one: a uv that outlived its killed parent
   * writes into a directory that nobody uses. (Built aside and renamed, the absolute paths in the scripts of the environment would be wrong.)
   */
  directory: z.string(),
  /** `3.11.7`. */
  version: z.string(),
  /** When it was built, ISO 8601. */
  created: z.string(),
});

export type EnvironmentMarker = Readonly<z.output<typeof markerSchema>>;

/** Where all environments lie. */
export function environmentsDirectory(): string {
  return join(trussHome(), 'envs');
}

/** Where the environment of a key lies, with its marker and its builds. */
export function environmentHome(key: string): string {
  return join(environmentsDirectory(), key);
}

/** The file that says that the environment of a key is whole. */
export function markerPath(key: string): string {
  return join(environmentHome(key), 'environment.json');
}

/** The file under which only one command at a time builds or removes the environment of a key. */
export function environmentClaimPath(key: string): string {
  return `${environmentHome(key)}.claim`;
}

/** What is written down of the environment of a key, or null where it is not (wholly) there. */
export async function readMarker(key: string): Promise<EnvironmentMarker | null> {
  try {
    return markerSchema.parse(JSON.parse(await readFile(markerPath(key), 'utf8')));
  } catch (error) {
    // One that cannot be understood, or is a directory, is none: the environment is built anew.
    if (isMissing(error) || systemErrorCode(error) === 'EISDIR') return null;
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw explainReadError(error, markerPath(key));
  }
}

/** Declares an environment to be whole. */
export async function writeMarker(key: string, marker: EnvironmentMarker): Promise<void> {
  const path = markerPath(key);
  try {
    await writeFileWhole(path, JSON.stringify(marker));
  } catch (error) {
    throw explainWriteError(error, path);
  }
}

/** Notes that an environment is used now. */
export async function touchMarker(key: string): Promise<void> {
  const now = new Date();
  // A read-only TRUSS_HOME (in an image) serves as well.
  await utimes(markerPath(key), now, now).catch(() => undefined);
}
