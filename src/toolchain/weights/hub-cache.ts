// The cache of Hugging Face's own libraries on this machine. What is in it is not fetched again, and what a truss only wants to be cached
// (`model_cache` without a volume) is put into it, so that `from_pretrained` finds it.
import { createHash } from 'node:crypto';
import { lstat, readFile, realpath, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import type { WeightAddress } from '../../core/weights/address.ts';
import { parseAddress } from '../../core/weights/address.ts';
import type { LockedFile, LockedSource } from '../../core/weights/weights-lock.ts';
import { makeDirectory } from '../../system/files/make-directory.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { explainWriteError } from '../home/explain-system-error.ts';
import { digestFile } from '../project/files/digest-file.ts';
import { linkFromStore, linkIntoStore } from '../store/content-store.ts';
import { hubCacheDirectory } from './sources/hub-settings.ts';
import type { RemoteFile } from './transfer/remote-file.ts';

/** Files that git keeps itself are smaller than this; a larger one is not read to find out what git calls it. */
const LARGEST_OF_GIT = 100 * 2 ** 20;

/** The directory with the files of a commit; `source`: an address of a repository. */
export function hubSnapshot(source: string, commit: string | null, variables: NodeJS.ProcessEnv): string {
  return join(repositoryDirectory(addressOf(source), variables), 'snapshots', commit ?? 'main');
}

function addressOf(source: string): HubAddress {
  const address = parseAddress(source);
  if (address?.kind !== 'hf') throw new RangeError(`${source} is no repository`);
  return address;
}

type HubAddress = Extract<WeightAddress, { kind: 'hf' }>;

function repositoryDirectory({ repo, repoType }: HubAddress, variables: NodeJS.ProcessEnv): string {
  return join(hubCacheDirectory(variables), `${repoType}s--${repo.replaceAll('/', '--')}`);
}

/** Takes a file of a lock from the cache into the store, where the cache has it with the right bytes; whether it had. */
export async function takeFromHubCache(
  source: string,
  { revision }: Pick<LockedSource, 'revision'>,
  file: LockedFile,
  variables: NodeJS.ProcessEnv,
): Promise<boolean> {
  const address = parseAddress(source);
  if (address?.kind !== 'hf') return false;
  const directory = repositoryDirectory(address, variables);
  const candidates = [join(directory, 'blobs', file.sha256), join(directory, 'snapshots', revision ?? '', file.path)];
  for (const candidate of candidates) {
    const path = await realpath(candidate).catch(() => null);
    const found = path === null ? null : await stat(path).catch(() => null);
    if (path === null || found?.isFile() !== true || found.size !== file.size) continue;
    if ((await digestFile(path)) !== file.sha256) continue;
    await linkIntoStore(path, file.sha256);
    return true;
  }
  return false;
}

/** What a lock says of a file that the cache has, where git's own name for its bytes tells that it is the same; null: it has none. */
export async function lockFromHubCache(
  source: string,
  { path, size, gitId }: RemoteFile,
  variables: NodeJS.ProcessEnv,
): Promise<LockedFile | null> {
  const address = parseAddress(source);
  if (address?.kind !== 'hf' || gitId === null || size === null || size > LARGEST_OF_GIT) return null;
  const found = join(repositoryDirectory(address, variables), 'blobs', gitId);
  const bytes = await readFile(found).catch(() => null);
  if (bytes?.length !== size) return null;
  if (createHash('sha1').update(`blob ${size}\0`).update(bytes).digest('hex') !== gitId) return null;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await linkIntoStore(found, sha256);
  return { path, size, sha256 };
}

/**
 * Puts a file of the store into the cache, for a commit, as Hugging Face's libraries do.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`
 */
export async function putIntoHubCache(
  snapshotFile: string,
  source: string,
  file: LockedFile,
  variables: NodeJS.ProcessEnv,
): Promise<void> {
  const blob = join(repositoryDirectory(addressOf(source), variables), 'blobs', file.sha256);
  if ((await lstat(snapshotFile).catch(() => null)) !== null) return;
  await linkFromStore(file.sha256, blob);
  try {
    await makeDirectory(dirname(snapshotFile));
    await rm(snapshotFile, { force: true });
    await symlink(relative(dirname(snapshotFile), blob), snapshotFile);
  } catch (error) {
    throw explainWriteError(error, snapshotFile);
  }
}

/** Notes in the cache which commit a branch or a tag means. */
export async function noteRevision(source: string, commit: string | null, variables: NodeJS.ProcessEnv): Promise<void> {
  const address = addressOf(source);
  const name = address.revision ?? 'main';
  if (commit === null || name === commit) return;
  await writeFileWhole(join(repositoryDirectory(address, variables), 'refs', name), commit);
}
