import { parseYaml } from '../yaml/parse-yaml.ts';
import { toPlainValue } from '../yaml/plain-value.ts';
import { migrateCachedModels } from './cached-models.ts';
import { migrateExternalData, migrateModelCache } from './fetched-files.ts';
import { migrateImpliedGpu } from './implied-gpu.ts';
import type { ConfigChange, Migration } from './migration.ts';
import { migratePythonVersion } from './python-version.ts';
import { migrateWebsocketTransport } from './websocket-transport.ts';
import { migrateWorkerCount } from './worker-count.ts';

/** What came of a config: the same text where nothing in it is old. */
export interface MigratedConfig {
  readonly text: string;
  readonly changes: readonly ConfigChange[];
}

/** Each looks for one old form, in what those before it have left. */
const MIGRATIONS: readonly Migration[] = [
  migratePythonVersion,
  migrateImpliedGpu,
  migrateWorkerCount,
  migrateWebsocketTransport,
  migrateCachedModels,
  migrateModelCache,
  migrateExternalData,
];

/**
 * Brings the fields of a config text that have a newer form into that form. What it means stays the same; comments, order and
 * layout stay too. A text that is no valid YAML is left alone.
 */
export function migrateConfig(text: string): MigratedConfig {
  return MIGRATIONS.reduce<MigratedConfig>(
    (done, migration) => {
      const parsed = parseYaml(done.text);
      const migrated =
        'kind' in parsed ? null : migration({ text: done.text, parsed, value: toPlainValue(parsed).value });
      if (migrated === null) return done;
      const { path, message } = migrated;
      return { text: migrated.text, changes: [...done.changes, { path, message }] };
    },
    { text, changes: [] },
  );
}
