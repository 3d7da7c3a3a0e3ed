import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import { defaultConfig } from '../../../core/config/config.ts';
import { directoryName } from '../../../core/config/entry-name.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import type { NewExample } from '../../../core/examples/render-examples.ts';
import { renderExamples } from '../../../core/examples/render-examples.ts';
import type { TrussChange } from '../change/change-truss.ts';
import { changeTruss } from '../change/change-truss.ts';
import { copyFiles } from '../change/copy-files.ts';
import { openProject } from '../open/open-project.ts';
import { checkTarget } from './check-target.ts';
import type { KeptFile } from './generated-file.ts';
import { writeGenerated } from './generated-file.ts';
import { leftPackages } from './left-packages.ts';
import { forsakenPackages, listMade, MADE_LIST } from './made-packages.ts';
import { newModelDirectory } from './new-model-directory.ts';
import type { ChangedLine, DecidedConfig } from './plan-config.ts';
import { planConfig } from './plan-config.ts';
import { takeStaged } from './take-staged.ts';

/** What a truss is made of that was serialised from a live object. */
export interface CreateProjectOptions extends Omit<DecidedConfig, 'name'> {
  /** Absolute; null: a new one under TRUSS_HOME. */
  readonly directory: string | null;
  /** A directory with `data/`, `packages/` and `model/` as they shall be. It is used up. */
  readonly staging: string;
  /** Files, directories and patterns to copy to the data directory. */
  readonly dataFiles: readonly string[];
  readonly examples: readonly NewExample[];
  /** Puts more into the same change, before the staged files are taken. `dataDir`: relative to the truss. */
  readonly beside?: ((change: TrussChange, place: { directory: string; dataDir: string }) => Promise<void>) | undefined;
}

/** What was made. Paths are relative to the truss. */
export interface CreatedProject {
  readonly directory: string;
  readonly written: readonly string[];
  /** What the user wrote, or an earlier model left. */
  readonly kept: readonly KeptFile[];
  /** Modules that an earlier model needed, and nobody has edited. */
  readonly removed: readonly string[];
  /** What the config said otherwise. */
  readonly changed: readonly ChangedLine[];
  readonly warnings: readonly Issue[];
}

/**
 * Makes a truss of what was serialised, or renews one: as a whole or not at all. In a truss that is there, what the user wrote
 * stays: an edited model file or examples file is kept, and of the config only the fields that were decided anew change.
 *
 * @throws {TrussError} `PROJECT_TARGET_NOT_EMPTY`, `FILE_UNWRITABLE`, `FILE_MISSING`, `DISK_FULL`, `CONFIG_*` for a
 * config that is there and not valid.
 */
export async function createProject(options: CreateProjectOptions): Promise<CreatedProject> {
  const directory = options.directory ?? (await newModelDirectory(options.framework));
  await checkTarget(directory);
  const kept: KeptFile[] = [];
  const changed: ChangedLine[] = [];
  const removed: string[] = [];
  const warnings: Issue[] = [];
  const written = await changeTruss(directory, async (change) => {
    // Looked at again, now that no other command is at work on it.
    const { isTruss } = await checkTarget(directory);
    const existing = isTruss ? await openProject(directory) : null;
    const layout = existing?.config ?? defaultConfig();
    const place = { change, directory };
    const packages = { directory, packages: layout.bundled_packages_dir, staged: join(options.staging, 'packages') };
    removed.push(...(await forsakenPackages(packages)));
    removed.forEach((path) => change.remove(path));
    const left = await leftPackages(directory, packages);
    await listMade(change, packages);
    await options.beside?.(change, { directory, dataDir: layout.data_dir });
    kept.push(...(await takeStaged(place, options.staging, layout)));
    await copyFiles(change, options.dataFiles, layout.data_dir);
    const planned = await planConfig(change, { ...options, name: directoryName(basename(directory)) }, existing);
    await change.write(CONFIG_FILE, planned.text);
    const examples = renderExamples(options.examples);
    kept.push(...(await writeGenerated(place, layout.examples_filename, examples)), ...planned.kept);
    kept.push(...left.filter(({ path }) => !removed.includes(path)));
    changed.push(...planned.changed);
    warnings.push(...planned.warnings);
  });
  await rm(options.staging, { recursive: true, force: true });
  return {
    directory,
    written: written.filter((path) => basename(path) !== MADE_LIST),
    kept,
    removed,
    changed,
    warnings,
  };
}
