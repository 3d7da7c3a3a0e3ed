// What was found of a file whose sha256 its source does not know, so that it comes once: a lock that is killed before it is written, made
// anew, or compared with its sources asks for the last byte, and not for gigabytes.
import { z } from 'zod';

import type { LockedFile } from '../../../core/weights/weights-lock.ts';
import { readCachedJson, writeCachedJson } from '../../home/cached-json.ts';
import { isStored } from '../../store/content-store.ts';
import type { RemoteFile } from './remote-file.ts';

/** How many bytes a file had, and what its source called its state. */
interface FoundState {
  readonly size: number;
  readonly state: string | null;
}

/** To ask for the last byte of a smaller file takes as long as to ask for all. */
const WORTH_NOTING = 2 ** 20;

const foundSchema = z.object({ state: z.string(), size: z.number(), sha256: z.string() });

/** What a file was found to be, where the store has that and its source still gives it. `name`: what it is called while it comes. */
export async function foundBefore(name: string, file: RemoteFile, signal: AbortSignal): Promise<LockedFile | null> {
  if (file.sha256 !== null || (file.size !== null && file.size < WORTH_NOTING)) return null;
  const found = await readCachedJson(cacheName(name), foundSchema);
  if (found === null || !(await isStored(found.sha256, found.size))) return null;
  // What fails here fails again, and is told of, where the file is fetched.
  if (!(await isStill(file, found, signal).catch(() => false))) return null;
  return { path: file.path, size: found.size, sha256: found.sha256 };
}

/** Notes what a file was found to be. Of all that sources give only an ETag promises the same bytes for longer than a moment. */
export async function noteFound(
  name: string,
  file: RemoteFile,
  { state, size, sha256 }: FoundState & { readonly sha256: string },
): Promise<void> {
  if (file.sha256 !== null || size < WORTH_NOTING || state?.startsWith('"') !== true) return;
  await writeCachedJson(cacheName(name), { state, size, sha256 });
}

/**
 * Whether a source still has the file that bytes are of, told by its last byte: there are as many, in the same state.
 *
 * @throws {TrussError} what `file.open` throws
 */
export async function isStill(file: RemoteFile, { size, state }: FoundState, signal: AbortSignal): Promise<boolean> {
  if (size === 0 || state === null) return false;
  const opened = await file.open({ offset: size - 1, state, missing: 1 }, signal);
  opened.body.destroy();
  return opened.offset === size - 1 && opened.size === size && opened.state === state;
}

function cacheName(name: string): string {
  return `weights/${name}.json`;
}
