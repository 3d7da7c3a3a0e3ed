// One command at a time: a file that says which process works at something. Node has no flock, so the file carries what is needed
// to see that its owner is dead: the process id, and when that process began.
import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import { processStart } from '../processes/process-start.ts';
import { systemErrorCode } from '../system-error.ts';
import { makeDirectory } from './make-directory.ts';

export interface ClaimOptions {
  /** What the claim is on, for the message after a long wait: `the environment of iris`. */
  readonly what: string;
  /** Is told once who holds it, where that has to be waited for: `process 4711`. */
  readonly onWait?: (who: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A claim that this process holds. */
export interface Claim {
  release(): Promise<void>;
}

/** Who holds a claim. */
const holderSchema = z.object({
  pid: z.number(),
  start: z.string(),
  host: z.string(),
  /** Tells one claim from the next by the same process. */
  token: z.string(),
});

type Holder = Readonly<z.output<typeof holderSchema>>;

/** Between two looks at a claim of somebody else: short for people, long for the disk. */
const LOOK_AGAIN_MS = 100;

/** Building the largest environments takes minutes; who waits longer than this should be told. */
const PATIENCE_MS = 30 * 60 * 1000;

/**
 * A file that has said nothing for this long was left by a process that was killed between making and writing it. Its own time may be
 * one that has yet to come, so that it is also abandoned when one has looked at it for that long.
 */
const EMPTY_FILE_MS = 5000;

/**
 * Takes the claim of a file, which nobody else has until it is released: no other process, and nothing else in this one. Waits for a
 * holder that lives, and takes over from one that died. Makes the directory of the file.
 *
 * @throws {TrussError} `BUSY` after half an hour; `signal.reason`; the error of the operating system.
 */
export async function takeClaim(path: string, options: ClaimOptions): Promise<Claim> {
  const self: Holder = {
    pid: process.pid,
    start: (await processStart(process.pid)) ?? '',
    host: hostname(),
    token: randomUUID(),
  };
  await makeDirectory(dirname(path));
  await acquire(path, self, options);
  return { release: () => rm(path, { force: true }) };
}

/** The id of the living process that holds a claim, or null. */
export async function claimHolder(path: string): Promise<number | null> {
  const holder = await readHolder(path);
  return holder !== null && (await lives(holder)) ? holder.pid : null;
}

async function acquire(path: string, self: Holder, { what, onWait, signal }: ClaimOptions): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  let announced = false;
  let silentSince: number | null = null;
  while (!(await tryCreate(path, JSON.stringify(self)))) {
    signal?.throwIfAborted();
    const holder = await readHolder(path);
    silentSince = holder === null ? (silentSince ?? performance.now()) : null;
    const isSilent = silentSince !== null && performance.now() - silentSince > EMPTY_FILE_MS;
    if (isSilent || (await isAbandoned(path, holder))) {
      await breakClaim(path, holder, isSilent);
      continue;
    }
    const who = holder === null ? 'another command' : `process ${holder.pid}`;
    if (performance.now() > giveUpAt) throw busy({ path, what, who });
    if (!announced) onWait?.(who);
    announced = true;
    await wait(LOOK_AGAIN_MS, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
  }
}

function busy({ path, what, who }: { path: string; what: string; who: string }): TrussError {
  return new TrussError('BUSY', {
    message: `After 30 minutes, ${who} still works on ${what}.`,
    hint: `End that process; if there is none, remove ${path}.`,
  });
}

async function tryCreate(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    // On a full disk the file is there, and nothing in it: nobody shall wait for that.
    await rm(path, { force: true });
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Gone meanwhile, or not yet written.
    return null;
  }
}

async function lives(holder: Holder): Promise<boolean> {
  // The processes of another machine on a shared disk cannot be seen from here.
  if (holder.host !== hostname()) return true;
  const start = await processStart(holder.pid);
  return start !== null && (start === '' || holder.start === '' || start === holder.start);
}

async function isAbandoned(path: string, holder: Holder | null): Promise<boolean> {
  if (holder !== null) return !(await lives(holder));
  try {
    return Date.now() - (await stat(path)).mtimeMs > EMPTY_FILE_MS;
  } catch {
    return false;
  }
}

/**
 * Removes the claim of a dead process. Two that find it at the same time must not remove each other's new claim: whoever makes the
 * guard file looks once more whether the claim is still that of the dead one. `isSilent`: it has said nothing all the time that it was
 * looked at.
 */
async function breakClaim(path: string, dead: Holder | null, isSilent: boolean): Promise<void> {
  const guard = `${path}.break`;
  if (!(await tryCreate(guard, ''))) {
    if (isSilent || (await isAbandoned(guard, null))) await removeWhatever(guard);
    await wait(LOOK_AGAIN_MS);
    return;
  }
  try {
    const current = await readHolder(path);
    const same = current === null ? isSilent || (await isAbandoned(path, null)) : current.token === dead?.token;
    if (same) await removeWhatever(path);
  } finally {
    await removeWhatever(guard);
  }
}

/** In the place of a file of ours there can be anything: a directory that a container has made there, a link to nowhere. */
async function removeWhatever(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true });
}
