import { basename, resolve } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import { directoryName } from '../../../core/config/entry-name.ts';
import { renderConfigTemplate } from '../../../core/config/render/render-template.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { systemLibrariesOf } from '../../../core/requirements/system-libraries.ts';
import { changeTruss } from '../change/change-truss.ts';
import { copyFiles } from '../change/copy-files.ts';
import { adoptRequirementsFile } from '../requirements/plan-requirements.ts';
import { checkTarget } from './check-target.ts';
import type { Start } from './starts/start.ts';
import type { FrameworkName } from './starts/starts.ts';
import { startFor } from './starts/starts.ts';

/** Where a new truss shall be, and what is known of it. */
export interface InitProjectOptions {
  readonly directory: string;
  /** The `model_name` of the config. Default: what the directory is called. */
  readonly name?: string;
  /** What the model is made with. Default: `custom`, a model that adds up numbers. */
  readonly framework?: FrameworkName;
  /** Files, directories and patterns to copy to `data/`. */
  readonly dataFiles?: readonly string[];
  /** A requirements.txt, whose lines go into the config, or a pyproject.toml or uv.lock to copy. */
  readonly requirementsFile?: string;
}

/** What was made. */
export interface InitialisedProject {
  readonly directory: string;
  /** Relative to the directory, in order. */
  readonly written: readonly string[];
  /** What the user has to put into it before it answers. */
  readonly needs: Start['needs'];
}

/**
 * Makes a truss to fill in: a config, a model class that works, an example that it answers, and places for data and packages.
 * As a whole or not at all.
 *
 * @throws {TrussError} `PROJECT_TARGET_NOT_EMPTY`, also for a truss; `FILE_UNWRITABLE`, `FILE_MISSING`,
 * `ENV_REQUIREMENT_INVALID`, `DISK_FULL`.
 */
export async function initProject(options: InitProjectOptions): Promise<InitialisedProject> {
  const directory = resolve(options.directory);
  const start = startFor(options.framework ?? 'custom');
  await refuseTruss(directory);
  const written = await changeTruss(directory, async (change) => {
    // Looked at again, now that no other command is at work on it.
    await refuseTruss(directory);
    const { name = directoryName(basename(directory)), dataFiles = [], requirementsFile } = options;
    const planned = requirementsFile === undefined ? null : await adoptRequirementsFile(change, requirementsFile);
    await change.write('model/model.py', start.model);
    await change.write('examples.yaml', start.examples);
    await change.makeDirectory('packages');
    await change.makeDirectory('data');
    for (const [path, text] of Object.entries(start.files ?? {})) await change.write(path, text);
    await copyFiles(change, dataFiles, 'data');
    const given = {
      ...(name === null ? {} : { model_name: name }),
      ...givenByStart(start),
      ...(planned === null ? {} : givenRequirements(planned)),
    };
    await change.write(CONFIG_FILE, renderConfigTemplate(given));
  });
  return { directory, written, needs: start.needs };
}

async function refuseTruss(directory: string): Promise<void> {
  const { isTruss } = await checkTarget(directory);
  if (isTruss) {
    throw new TrussError('PROJECT_TARGET_NOT_EMPTY', {
      message: `${directory} is a truss already.`,
      hint: `Edit its ${CONFIG_FILE} and model/model.py, or name a new directory.`,
    });
  }
}

/** What needs nothing is of no framework. */
function givenByStart({ framework, requirements, needs }: Start): Readonly<Record<string, unknown>> {
  const libraries = systemLibrariesOf(requirements);
  const forImages = libraries.length === 0 ? {} : { system_packages: libraries };
  return needs === null ? {} : { model_framework: framework, requirements, ...forImages };
}

type Planned = Awaited<ReturnType<typeof adoptRequirementsFile>>;

function givenRequirements({ requirements, requirementsFile }: Planned): Readonly<Record<string, unknown>> {
  return requirementsFile === null ? { requirements } : { requirements_file: requirementsFile };
}
