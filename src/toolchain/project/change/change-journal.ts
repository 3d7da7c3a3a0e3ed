// How a change of a truss survives a kill. Everything new is put together in a hidden directory inside of the truss. Then a list of what
// goes where is written in one step: from there on the change is as good as made, and whoever meets the truss next finishes it. Without
// the list, the truss is as it was, and what lies in the hidden directory is rubbish.
import { cp, lstat, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { writeFileWhole } from '../../../system/files/write-file-whole.ts';
import { isMissing, systemErrorCode } from '../../../system/system-error.ts';

/** The hidden directory of a change. */
const CHANGE_DIRECTORY = '.truss-change';

/** Where the parts of a change lie. */
export interface ChangePlaces {
  readonly root: string;
  /** What is new, at the paths that it shall have in the truss. */
  readonly fresh: string;
  /** What was there before, until the end. */
  readonly old: string;
  readonly journal: string;
}

/** The places of a change of a truss. */
export function changePlaces(directory: string): ChangePlaces {
  const root = join(directory, CHANGE_DIRECTORY);
  return { root, fresh: join(root, 'new'), old: join(root, 'old'), journal: join(root, 'journal.json') };
}

/** What a change does. All paths are relative to the truss. */
const planSchema = z.object({
  /** What `fresh` holds, in the order in which it shall be put in place. */
  put: z.array(z.string()).readonly(),
  /** What shall be gone. */
  remove: z.array(z.string()).readonly(),
});

export type ChangePlan = Readonly<z.output<typeof planSchema>>;

/** Decides that a change is made. */
export async function commitChange(directory: string, plan: ChangePlan): Promise<void> {
  await writeFileWhole(changePlaces(directory).journal, JSON.stringify(plan));
}

/**
 * Finishes a change that was decided, or drops one that was not. Does nothing where there is none. Nobody else may be at work
 * on the truss.
 */
export async function settleChange(directory: string): Promise<void> {
  const places = changePlaces(directory);
  const plan = await readJournal(places.journal);
  for (const path of plan?.remove ?? []) await rm(join(directory, path), { recursive: true, force: true });
  for (const [index, path] of (plan?.put ?? []).entries()) {
    await putInPlace({
      from: join(places.fresh, path),
      to: join(directory, path),
      aside: join(places.old, String(index)),
    });
  }
  await rm(places.root, { recursive: true, force: true });
}

/** Whether a change was decided and not finished. */
export async function isChangePending(directory: string): Promise<boolean> {
  return (await readJournal(changePlaces(directory).journal)) !== null;
}

/** Moves a file or directory, also to another file system. */
export async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if (systemErrorCode(error) !== 'EXDEV') throw error;
    await cp(from, to, { recursive: true, preserveTimestamps: true });
    await rm(from, { recursive: true });
  }
}

async function readJournal(path: string): Promise<ChangePlan | null> {
  try {
    return planSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null;
  } catch (error) {
    // Where nothing can be read there is no change to be finished by us; whoever reads the config says what is wrong.
    if (isMissing(error) || ['EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(systemErrorCode(error) ?? '')) return null;
    throw error;
  }
}

interface Step {
  readonly from: string;
  readonly to: string;
  /** Where to put what is at `to` now. */
  readonly aside: string;
}

/** One entry of a change. Each of its two moves may have been made before the kill. */
async function putInPlace({ from, to, aside }: Step): Promise<void> {
  if (!(await exists(from))) return;
  if (await exists(to)) {
    await rm(aside, { recursive: true, force: true });
    await move(to, aside);
  }
  await move(from, to);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
