// Large files of a truss's own data that have no source: `mk_truss(…, weights="separate")`. The store has them, weights.lock names them,
// and `data/` has links, which take no space and which git leaves out. So a repository holds what they are, and not their bytes.
import { chmod, lstat, readdir, readFile, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { PlannedWeights } from '../../core/weights/planned-weights.ts';
import type { LockedFile, LockedSource, WeightsLock } from '../../core/weights/weights-lock.ts';
import { renderWeightsLock, separatedFiles, WEIGHTS_LOCK_FILE } from '../../core/weights/weights-lock.ts';
import { isMissing } from '../../system/system-error.ts';
import { explainReadError } from '../home/explain-system-error.ts';
import type { TrussChange } from '../project/change/change-truss.ts';
import { digestFile } from '../project/files/digest-file.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { trussFiles } from '../project/files/truss-files.ts';
import { FIXED_TIME, isInPlace, isStored, linkFromStore, linkIntoStore, READ_ONLY } from '../store/content-store.ts';
import { findWeightsLock } from './lock-place.ts';

/** What is at least so large does not belong into a repository: from here on hubs want it as a large file, too. */
const LARGE = 10 * 2 ** 20;

/** What separates files while a truss is made. */
export interface SeparationPlan {
  /** The truss. Absolute. */
  readonly directory: string;
  /** A directory with the files of the model, as they shall lie in `dataDir`; absolute. They stay there, as links. */
  readonly staged: string;
  /** Relative to the truss. */
  readonly dataDir: string;
  /** Whether large files are to be separated; else those of a former model are forgotten. */
  readonly isWanted: boolean;
}

/** Puts the large files of a model into the store, and what names them into the change. Gives them, their paths relative to the data. */
export async function separateFiles(change: TrussChange, plan: SeparationPlan): Promise<readonly LockedFile[]> {
  const { directory, staged, dataDir, isWanted } = plan;
  const files = isWanted ? await storeLargeFiles(staged) : [];
  const found = await findWeightsLock(directory);
  if (files.length === 0 && (found === null || separatedFiles(found.lock).length === 0)) return files;
  const sources = (found?.lock.sources ?? []).filter(({ source }) => source !== null);
  const all = files.length === 0 ? sources : [separatedSource(files), ...sources];
  if (all.length > 0) await change.write(WEIGHTS_LOCK_FILE, renderWeightsLock({ sources: all }));
  else change.remove(WEIGHTS_LOCK_FILE);
  if (files.length > 0) {
    await change.write(join(dataDir, '.gitignore'), await ignoring(join(directory, dataDir), files));
  }
  return files;
}

/** What a lock says of separated files. */
function separatedSource(files: readonly LockedFile[]): LockedSource {
  return { source: null, revision: null, allow: null, ignore: null, files };
}

async function storeLargeFiles(root: string): Promise<LockedFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const files: LockedFile[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const { size } = await lstat(path);
    if (size < LARGE) continue;
    const sha256 = await digestFile(path);
    await chmod(path, READ_ONLY);
    await utimes(path, FIXED_TIME, FIXED_TIME);
    await linkIntoStore(path, sha256);
    files.push({ path: relative(root, path), size, sha256 });
  }
  return files;
}

/** What git leaves out there already, and the files. */
async function ignoring(data: string, files: readonly LockedFile[]): Promise<string> {
  const before = await readFile(join(data, '.gitignore'), 'utf8').catch(
    () => '# weights.lock names these; `truss weights pull` puts them here.\n',
  );
  const known = new Set(before.split('\n'));
  const lines = files.map(({ path }) => `/${path.replaceAll(/[ *?[\\\]!#]/g, String.raw`\$&`)}`);
  const added = lines.filter((line) => !known.has(line)).map((line) => `${line}\n`);
  return [before, before === '' || before.endsWith('\n') ? '' : '\n', ...added].join('');
}

/** `placeSeparated` by the lock that a truss has, if it has one. */
export async function placeSeparatedOf(truss: TrussPlace): Promise<readonly LockedFile[]> {
  const found = await findWeightsLock(truss.directory);
  return found === null ? [] : placeSeparated(truss, found.lock);
}

/**
 * Puts the separated files of a truss into its data, from the store. What lies there already, as in a truss that was copied with all its
 * files, has to be what the lock says. Gives them all.
 *
 * @throws {TrussError} `WEIGHTS_MISSING` where one is nowhere on this machine, with how to bring it; `WEIGHTS_CHANGED`, `DISK_FULL`
 */
export async function placeSeparated(truss: TrussPlace, lock: WeightsLock): Promise<readonly LockedFile[]> {
  const missing = await settleSeparated(truss, lock);
  if (missing.length > 0) throw notHere(truss, missing);
  return separatedFiles(lock);
}

/** The same; gives those that are nowhere. */
async function settleSeparated(truss: TrussPlace, lock: WeightsLock): Promise<readonly LockedFile[]> {
  const missing: LockedFile[] = [];
  for (const file of separatedFiles(lock)) {
    const place = separatedPlace(truss, file);
    const found = await lstat(place).catch(() => null);
    if (found === null && !(await isStored(file.sha256, file.size))) missing.push(file);
    else if (found === null) await linkFromStore(file.sha256, place);
    else if (!(await isRight(place, file))) throw changed(place);
  }
  return missing;
}

/** Where a separated file goes. */
export function separatedPlace(truss: TrussPlace, { path }: LockedFile): string {
  return join(trussFiles(truss).data, path);
}

async function isRight(place: string, { sha256, size }: LockedFile): Promise<boolean> {
  if ((await isStored(sha256, size)) && (await isInPlace(sha256, size, place))) return true;
  const digest = await digestFile(place).catch((error: unknown) => {
    throw explainReadError(error, place);
  });
  return digest === sha256;
}

/** How many of the separated files are in the data of a truss, and how many only in the store. Changes nothing. */
export async function separatedState(
  truss: TrussPlace,
  lock: WeightsLock | null,
): Promise<{ readonly placed: readonly LockedFile[]; readonly stored: readonly LockedFile[] }> {
  const files = lock === null ? [] : separatedFiles(lock);
  const sizes = await Promise.all(
    files.map(async (file) => (await lstat(separatedPlace(truss, file)).catch(() => null))?.size),
  );
  const placed = files.filter(({ size }, index) => sizes[index] === size);
  const isThere = await Promise.all(files.map(({ sha256, size }) => isStored(sha256, size)));
  return { placed, stored: files.filter((file, index) => isThere[index] === true && !placed.includes(file)) };
}

/**
 * The separated files as they are now, for a new lock: with what somebody has put in their places, without what a source of the config
 * brings. Null: there are none.
 */
export async function relockSeparated(
  truss: TrussPlace,
  lock: WeightsLock | null,
  brought: readonly { readonly planned: PlannedWeights; readonly locked: LockedSource }[],
): Promise<LockedSource | null> {
  const elsewhere = new Set(brought.flatMap(({ planned, locked }) => dataPaths(planned, locked)));
  const files: LockedFile[] = [];
  for (const file of lock === null ? [] : separatedFiles(lock)) {
    if (elsewhere.has(file.path)) continue;
    const place = separatedPlace(truss, file);
    const found = await lstat(place).catch(() => null);
    if (found === null || (await isRight(place, file))) {
      files.push(file);
      continue;
    }
    const sha256 = await digestFile(place);
    await linkIntoStore(place, sha256);
    files.push({ path: file.path, size: found.size, sha256 });
  }
  return files.length === 0 ? null : separatedSource(files);
}

/** What a source puts among the data, by paths from there. */
function dataPaths({ place }: PlannedWeights, { files }: LockedSource): readonly string[] {
  if (place.kind !== 'data') return [];
  return place.isFile ? [place.path] : files.map(({ path }) => `${place.path}/${path}`);
}

function notHere({ config }: TrussPlace, missing: readonly LockedFile[]): TrussError {
  const named = missing.slice(0, 5).map(({ path, size }) => `${config.data_dir}/${path} (${size} bytes)`);
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
  const [first] = missing;
  const folder = first?.path.includes('/') === true ? `/${first.path.slice(0, first.path.lastIndexOf('/'))}` : '';
  return new TrussError('WEIGHTS_MISSING', {
    message: `${named.join(', ')}${more}: not on this machine. The truss was made with weights="separate", and weights.lock names no source to fetch from.`,
    hint: `Copy ${missing.length === 1 ? 'it' : 'them'} from the machine where the truss was made, to the same place. Or upload them once, for every machine, and say where: "weights: [{source: hf://org/name or s3://bucket/folder, mount_location: /app/data${folder}}]" in config.yaml; then run \`truss weights lock\` there.`,
  });
}

function changed(place: string): TrussError {
  return new TrussError('WEIGHTS_CHANGED', {
    message: `${place} is another file than weights.lock names.`,
    hint: 'To take it as it is: truss weights lock. To have the other one back: remove it, then truss weights pull.',
  });
}
