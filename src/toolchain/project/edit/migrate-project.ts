import { join, resolve } from 'node:path';

import { configError } from '../../../core/config/config-error.ts';
import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import { migrateConfig } from '../../../core/config/migrate/migrate-config.ts';
import type { ConfigChange } from '../../../core/config/migrate/migration.ts';
import { parseConfig } from '../../../core/config/parse-config.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import { changeTruss, healTruss } from '../change/change-truss.ts';
import { readConfigText } from '../open/read-config-text.ts';

/** What became of a config. */
export interface MigratedProject {
  /** Absolute. */
  readonly configPath: string;
  readonly before: string;
  readonly after: string;
  readonly changes: readonly ConfigChange[];
  /** What is wrong or doubtful in the new config: not every error is one of age. */
  readonly issues: readonly Issue[];
}

/**
 * Brings the config of a truss into today's form; with `write` also on the disk, where anything has changed.
 *
 * @throws {TrussError} `PROJECT_NOT_FOUND`, `FILE_UNWRITABLE`, `CONFIG_SYNTAX`.
 */
export async function migrateProject(
  directory: string,
  { write }: { readonly write: boolean },
): Promise<MigratedProject> {
  const absolute = resolve(directory);
  await healTruss(absolute);
  const planned = await migrate(absolute);
  if (!write || planned.changes.length === 0) return planned;
  let made = planned;
  await changeTruss(absolute, async (change) => {
    // Read again, now that no other command is at work on it.
    made = await migrate(absolute);
    await change.write(CONFIG_FILE, made.after);
  });
  return made;
}

async function migrate(directory: string): Promise<MigratedProject> {
  const before = await readConfigText(directory);
  const { text: after, changes } = migrateConfig(before);
  const { issues } = parseConfig(after, { file: CONFIG_FILE });
  const unreadable = issues.filter(({ code }) => code === 'CONFIG_SYNTAX');
  if (unreadable.length > 0) throw configError(CONFIG_FILE, unreadable);
  return { configPath: join(directory, CONFIG_FILE), before, after, changes, issues };
}
