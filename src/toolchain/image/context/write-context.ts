import { readdir } from 'node:fs/promises';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { LOCK_FILE } from '../../project/files/truss-files.ts';
import type { ContextPlan } from './plan-context.ts';
import { writeLayers } from './write-layers.ts';

/** What is in a context: one that was not written to its end has the first of these. What else there is would be lost. */
const MADE = new Set(['layers', 'Dockerfile', '.dockerignore', LOCK_FILE, 'README.md']);

/**
 * Writes a context to where somebody wants it: into a new or empty directory, or over a context that is there.
 *
 * @throws {TrussError} `PROJECT_TARGET_NOT_EMPTY`, `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function writeContext(directory: string, plan: ContextPlan, signal?: AbortSignal): Promise<void> {
  const names = await readdir(directory).catch((): string[] => []);
  const isContext = names.includes('layers') && names.every((name) => MADE.has(name));
  if (names.length > 0 && !isContext) {
    throw new TrussError('PROJECT_TARGET_NOT_EMPTY', {
      message: `${directory} is not empty, and no context of an image.`,
      hint: 'Name a directory that is not there yet.',
    });
  }
  await writeLayers(directory, plan.files, signal);
}
