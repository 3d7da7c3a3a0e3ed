import { z } from 'zod';

import { readCachedJson, writeCachedJson } from '../../home/cached-json.ts';
import type { Python } from './python.ts';
import { pythonSchema } from './python.ts';

/** What is known of Pythons from earlier runs. Null: the program is none that can be used. */
export interface ProbeCache {
  /** Undefined where nothing is known of the file as it is now. */
  get(path: string, stamp: string): Python | null | undefined;
  set(path: string, stamp: string, python: Python | null): void;
  /** Writes what was added. */
  save(): Promise<void>;
}

const cacheSchema = z.record(z.string(), z.object({ stamp: z.string(), python: pythonSchema.nullable() }));

/** Changes with the meaning of `Python`. */
const FILE_NAME = 'pythons-1.json';

/** Reads the cache under `TRUSS_HOME`; a missing or broken one is empty. */
export async function openProbeCache(): Promise<ProbeCache> {
  const entries = new Map(Object.entries((await readCachedJson(FILE_NAME, cacheSchema)) ?? {}));
  let changed = false;
  return {
    get(path, stamp) {
      const entry = entries.get(path);
      return entry?.stamp === stamp ? entry.python : undefined;
    },
    set(path, stamp, python) {
      entries.set(path, { stamp, python });
      changed = true;
    },
    async save() {
      if (changed) await writeCachedJson(FILE_NAME, Object.fromEntries(entries));
    },
  };
}
