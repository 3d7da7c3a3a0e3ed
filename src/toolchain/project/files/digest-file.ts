import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { z } from 'zod';

import { readCachedJson, writeCachedJson } from '../../home/cached-json.ts';

/** Below this, reading the file costs less than remembering its digest. */
const WORTH_REMEMBERING = 2 ** 20;

/** A file that was written this shortly ago may be written again without a new modification time. */
const SETTLED_AFTER_MS = 2000;

/** What is remembered of a large file: its digest holds as long as the rest is the same. */
const remembered = z.object({ size: z.string(), mtimeNs: z.string(), inode: z.string(), digest: z.string() });

/** How a file is read that may be large. */
export interface DigestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Is told of a large file that has to be read, and of how many bytes it is. */
  readonly onRead?: (bytes: number) => void;
}

/** The sha256 of a file, in hexadecimal. That of a large file (1.3 s a gigabyte) is remembered until the file changes. */
export async function digestFile(path: string, { signal, onRead }: DigestOptions = {}): Promise<string> {
  signal?.throwIfAborted();
  // Of many small files most of the time would go into asking the system in the background.
  const { size, mtimeNs, mtimeMs, ino } = statSync(path, { bigint: true });
  if (size < WORTH_REMEMBERING) return createHash('sha256').update(readFileSync(path)).digest('hex');
  const state = { size: String(size), mtimeNs: String(mtimeNs), inode: String(ino) };
  const name = `digests/${createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`;
  const known = await readCachedJson(name, remembered);
  if (known !== null && known.size === state.size && known.mtimeNs === state.mtimeNs && known.inode === state.inode) {
    return known.digest;
  }
  onRead?.(Number(size));
  const digest = await readDigest(path, signal);
  if (Date.now() - Number(mtimeMs) > SETTLED_AFTER_MS) await writeCachedJson(name, { ...state, digest });
  return digest;
}

async function readDigest(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex');
}
