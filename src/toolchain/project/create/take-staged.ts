import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Config } from '../../../core/config/config.ts';
import type { ChangePlace, KeptFile } from './generated-file.ts';
import { writeGenerated } from './generated-file.ts';
import { namesIn } from './left-packages.ts';

/** Where the config puts the parts of a truss. */
type Layout = Pick<
  Config,
  'data_dir' | 'bundled_packages_dir' | 'model_module_dir' | 'model_class_filename' | 'examples_filename'
>;

/** The names in a staging directory. */
const STAGED_MODEL_FILE = 'model.py';

/** Takes `data/`, `packages/` and `model/` of a staging directory to their places in a truss. */
export async function takeStaged(place: ChangePlace, staging: string, layout: Layout): Promise<KeptFile[]> {
  const { change } = place;
  const parts = [
    ['data', layout.data_dir],
    ['packages', layout.bundled_packages_dir],
    ['model', layout.model_module_dir],
  ] as const;
  const kept: KeptFile[] = [];
  for (const [name, target] of parts) {
    await change.makeDirectory(target);
    for (const entry of await namesIn(join(staging, name))) {
      const from = join(staging, name, entry);
      if (name === 'model' && entry === STAGED_MODEL_FILE) {
        const path = join(target, layout.model_class_filename);
        kept.push(...(await writeGenerated(place, path, await readFile(from, 'utf8'))));
      } else await change.take(from, join(target, entry));
    }
  }
  return kept;
}
