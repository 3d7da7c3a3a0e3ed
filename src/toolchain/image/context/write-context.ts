import { readdir } from 'node:fs/promises';

import { TrussError } from '../../../core/errors/truss-error.ts';
import type { ContextPlan } from './plan-context.ts';
import { writeLayers } from './write-layers.ts';

/**
 * Writes a context to where somebody wants it: into a new or empty directory, or over a context that is there.
 *
 * @throws {TrussError} `PROJECT_TARGET_NOT_EMPTY`, `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function writeContext(directory: string, plan: ContextPlan): Promise<void> {
  const names = await readdir(directory).catch((): string[] => []);
  const isContext = names.includes('Dockerfile') && names.includes('layers');
  if (names.length > 0 && !isContext) {
    throw new TrussError('PROJECT_TARGET_NOT_EMPTY', {
      message: `${directory} is not empty, and no context of an image.`,
      hint: 'Name a directory that is not there yet.',
    });
  }
  await writeLayers(directory, plan.files);
}
