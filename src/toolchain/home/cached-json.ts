import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { z } from 'zod';

import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { ensureHome } from './ensure-home.ts';
import { trussHome } from './truss-home.ts';

/** What was remembered under a name, or null. What cannot be read, or looks otherwise, is as good as none: a cache can be made again. */
export async function readCachedJson<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  try {
    return schema.parse(JSON.parse(await readFile(cachePath(name), 'utf8')));
  } catch {
    return null;
  }
}

/** Remembers a value under a name, for later runs. That nothing can be written is no reason to fail. */
export async function writeCachedJson(name: string, value: unknown): Promise<void> {
  try {
    await ensureHome();
    await writeFileWhole(cachePath(name), JSON.stringify(value));
  } catch {
    // A read-only home, or a full disk: what is done for the user will tell, if that matters.
  }
}

function cachePath(name: string): string {
  return join(trussHome(), 'cache', name);
}
