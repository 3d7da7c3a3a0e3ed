// One file from its source into the store, whatever happens on the way.
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { TrussError } from '../../../core/errors/truss-error.ts';
import type { LockedFile } from '../../../core/weights/weights-lock.ts';
import { withClaim } from '../../home/with-claim.ts';
import { isStored, moveIntoStore } from '../../store/content-store.ts';
import { partialDirectory } from '../../store/store-places.ts';
import { foundBefore, isStill, noteFound } from './found-before.ts';
import { unreachable } from './open-url.ts';
import { PartialFile } from './partial-file.ts';
import { isPassing, pause } from './patience.ts';
import type { OpenedFile, RemoteFile } from './remote-file.ts';
import { NoSuchRange, Refusal } from './remote-file.ts';

/** How a file is fetched. */
export interface FetchOptions {
  /** Is told of each piece that has come, and with a negative number of what turned out to be of no use. */
  readonly onBytes: (count: number) => void;
  /** Is told that another command fetches the same file, which is waited for. */
  readonly onWait?: (message: string) => void;
  readonly signal: AbortSignal;
}

/** How often a source may fail without giving a single byte in between. */
const MOST_FAILURES = 6;

/** A claim costs as much as a small file; two that fetch the same one at once do no harm to each other. */
const WORTH_A_CLAIM = 2 ** 20;

/**
 * Fetches a file into the store, or finds it there. Goes on with what an earlier command has left of it; is verified while it comes, and
 * gets its final name when it is right. Another command that fetches the same is waited for.
 *
 * @throws {TrussError} `WEIGHTS_UNREACHABLE`, `WEIGHTS_CORRUPT` where its bytes are not what they were said to be, what its source
 * throws; `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function fetchFile(file: RemoteFile, options: FetchOptions): Promise<LockedFile> {
  const { size } = file;
  const before = await alreadyStored(file, options);
  if (before !== null) return before;
  if (size !== null && size < WORTH_A_CLAIM) return fetchAs(`${partialName(file)}-${process.pid}`, file, options);
  const name = partialName(file);
  const progress = ({ message }: { message: string }): void => options.onWait?.(message);
  const claimed = { what: file.path, progress, signal: options.signal };
  return withClaim(join(partialDirectory(), `${name}.claim`), claimed, async () => {
    return (await alreadyStored(file, options)) ?? fetchAs(name, file, options);
  });
}

async function alreadyStored(file: RemoteFile, { onBytes, signal }: FetchOptions): Promise<LockedFile | null> {
  const { path, sha256, size } = file;
  const isThere = sha256 !== null && size !== null && (await isStored(sha256, size));
  const there = isThere ? { path, size, sha256 } : await foundBefore(partialName(file), file, signal);
  if (there !== null) onBytes(there.size);
  return there;
}

/** What the same file of the same source is called while it comes, by whichever command. */
function partialName({ sha256, shown, path, size }: RemoteFile): string {
  return sha256 ?? createHash('sha256').update(`${shown}\0${path}\0${size}`).digest('hex');
}

async function fetchAs(name: string, file: RemoteFile, options: FetchOptions): Promise<LockedFile> {
  const before = await PartialFile.open(name, file.size);
  options.onBytes(before.length);
  const first = await complete(before, file, options);
  if (file.sha256 === null || first.sha256 === file.sha256) return store(before, file, first);
  // What was there, or the way, may have been bad: once more, from the beginning.
  options.onBytes(-first.size);
  await rm(before.path, { force: true });
  await before.forgetState();
  const again = await PartialFile.open(name, file.size);
  const second = await complete(again, file, options);
  if (second.sha256 === file.sha256) return store(again, file, second);
  await rm(again.path, { force: true });
  await again.forgetState();
  throw corrupt(file, second.sha256);
}

interface Completed {
  readonly size: number;
  readonly sha256: string;
}

async function store(partial: PartialFile, file: RemoteFile, { size, sha256 }: Completed): Promise<LockedFile> {
  // First, so that a kill after the second leaves both.
  await noteFound(partialName(file), file, { state: partial.state, size, sha256 });
  await moveIntoStore(partial.path, sha256);
  await partial.forgetState();
  return { path: file.path, size, sha256 };
}

/** Fetches until all is there. A failure after which nothing more could come is thrown; what has come stays. */
async function complete(partial: PartialFile, file: RemoteFile, options: FetchOptions): Promise<Completed> {
  let failures = 0;
  try {
    for (;;) {
      const length = partial.length;
      try {
        if (await goOn(partial, file, options)) break;
        failures = partial.length > length ? 0 : failures + 1;
      } catch (error) {
        if (!isPassing(error)) throw explainConnection(file.shown, error, options.signal);
        failures = partial.length > length ? 1 : failures + 1;
        if (error instanceof NoSuchRange) await startAgain(partial, null, options.onBytes);
        if (failures > MOST_FAILURES) throw givenUp(file, error);
        await pause(error, failures, options.signal);
      }
    }
    return { size: partial.length, sha256: await partial.finish() };
  } finally {
    await partial.close();
  }
}

/** Fetches what is missing, as far as it comes; whether all is there. */
async function goOn(partial: PartialFile, file: RemoteFile, { onBytes, signal }: FetchOptions): Promise<boolean> {
  if (file.size !== null && partial.length > file.size) await startAgain(partial, null, onBytes);
  // Without a name for its state nobody could say later whether all bytes are of one file.
  if (file.sha256 === null && partial.state === null && partial.length > 0) await startAgain(partial, null, onBytes);
  if (partial.length > 0 && partial.length === file.size) {
    const { length, state } = partial;
    const isRight = file.sha256 !== null || (await isStill(file, { size: length, state }, signal));
    if (isRight) return true;
    await startAgain(partial, null, onBytes);
  }
  const opened = await openRest(partial, file, signal);
  if (opened === null) return true;
  try {
    requireSize(file, opened);
    if (opened.offset > 0 && !goesOn(partial, file, opened)) {
      await startAgain(partial, null, onBytes);
      throw new Refusal('the server gives a part of another file', 0);
    }
    if (opened.offset !== partial.length || partial.length === 0) await startAgain(partial, opened.state, onBytes);
    for await (const bytes of opened.body) {
      await partial.append(bytes);
      onBytes(bytes.length);
      if (file.size !== null && partial.length > file.size) throw wrongSize(file, partial.length);
    }
  } finally {
    opened.body.destroy();
  }
  const whole = file.size ?? opened.size;
  if (whole !== null && partial.length < whole) throw new Refusal('the connection was cut', 0);
  return true;
}

/** What is missing of a file; null where that is nothing, which of one whose length was not said its source says by refusing more. */
async function openRest(partial: PartialFile, file: RemoteFile, signal: AbortSignal): Promise<OpenedFile | null> {
  const { length, state } = partial;
  try {
    const missing = file.size === null ? null : file.size - length;
    return await file.open({ offset: length, state, missing }, signal);
  } catch (error) {
    const mayBeWhole = error instanceof NoSuchRange && file.sha256 === null;
    if (mayBeWhole && (await isStill(file, { size: length, state }, signal))) return null;
    throw error;
  }
}

/** Whether a part is the one that was asked for, of the same file: some servers do not look at `If-Range`. */
function goesOn(partial: PartialFile, { sha256 }: RemoteFile, { offset, state }: OpenedFile): boolean {
  const isSame = sha256 !== null || state === partial.state;
  return offset === partial.length && isSame;
}

async function startAgain(partial: PartialFile, state: string | null, onBytes: (count: number) => void): Promise<void> {
  onBytes(-partial.length);
  await partial.restart(state);
}

/** Before gigabytes are fetched that are not the right ones. */
function requireSize(file: RemoteFile, { size }: OpenedFile): void {
  if (file.size !== null && size !== null && size !== file.size) throw wrongSize(file, size);
}

/** Somebody else's trouble, and not a bug of ours, is what a connection fails of. */
function explainConnection(shown: string, error: unknown, signal: AbortSignal): unknown {
  if (error instanceof TrussError || signal.aborted || !(error instanceof Error)) return error;
  return unreachable(shown, error.message, error);
}

function givenUp({ shown, path }: RemoteFile, error: unknown): TrussError {
  const why = error instanceof Error ? error.message : String(error);
  return new TrussError('WEIGHTS_UNREACHABLE', {
    message: `${path} of ${shown} cannot be fetched: ${why}. It was tried ${MOST_FAILURES + 1} times.`,
    hint: 'Try again later: what has come is kept, and is gone on with.',
    cause: error,
  });
}

function wrongSize({ shown, path, size }: RemoteFile, found: number): TrussError {
  return new TrussError('WEIGHTS_CHANGED', {
    message: `${path} of ${shown} has ${found} bytes, and not the ${size} of weights.lock.`,
    hint: 'Look at what has changed: truss weights verify --remote. To take it: truss weights lock --update.',
  });
}

function corrupt({ shown, path, sha256 }: RemoteFile, found: string): TrussError {
  return new TrussError('WEIGHTS_CORRUPT', {
    message: `${path} of ${shown} is not what was said: its sha256 is ${found}, and not ${sha256}. It was fetched twice.`,
    hint: 'If its source has changed: truss weights lock --update shows how, and takes it.',
  });
}
