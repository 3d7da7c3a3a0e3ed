// The truss of an image. It is complete when the image is built: nothing of it is locked, built, mended or written here.
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { configError } from '../../core/config/config-error.ts';
import { CONFIG_FILE, decodeConfig } from '../../core/config/config-file.ts';
import { entryName } from '../../core/config/entry-name.ts';
import { parseConfig } from '../../core/config/parse-config.ts';
import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Example } from '../../core/examples/examples.ts';
import { parseExamples } from '../../core/examples/examples.ts';
import { containerWeights } from '../../core/weights/container-weights.ts';
import type { EntryOptions } from '../../server/entry-options.ts';
import { readPlainFile } from '../../system/files/read-plain-file.ts';
import { findSecrets } from '../../system/secrets/find-secrets.ts';
import { isMissing } from '../../system/system-error.ts';
import { describeEntry } from '../serve/describe-entry.ts';
import { showExamples } from '../serve/show-examples.ts';
import { findPython } from './find-python.ts';
import type { ImageSettings } from './settings.ts';

/** What is found in an image. */
export interface FoundEntry {
  readonly entry: EntryOptions;
  /** What is doubtful in its config. */
  readonly issues: readonly Issue[];
}

/** What of the settings says which model it is, and how it is run. */
type ReadSettings = Pick<ImageSettings, 'directory' | 'python' | 'workers'> &
  Partial<Pick<ImageSettings, 'modelName' | 'stage'>>;

/**
 * Reads the truss of an image. `variables`: those that hold secrets.
 *
 * @throws {TrussError} `PROJECT_NOT_FOUND`, `FILE_UNREADABLE`, `CONFIG_*`, `ENV_PYTHON_MISSING`, `SECRET_UNREADABLE`, `WEIGHTS_MISSING`.
 */
export async function readEntry(
  { directory: given, modelName = null, stage = null, python, workers }: ReadSettings,
  variables: NodeJS.ProcessEnv,
): Promise<FoundEntry> {
  const directory = resolve(given);
  const path = join(directory, CONFIG_FILE);
  const { config, written, issues } = parseConfig(decodeConfig(await readConfig(path), path), {
    file: CONFIG_FILE,
  });
  if (config === null) throw configError(CONFIG_FILE, issues);
  const examples = await readExamples(join(directory, config.examples_filename));
  const described = describeEntry({
    directory,
    config: { ...config, environment_variables: heeded(config.environment_variables, variables) },
    written,
    // Another server than ours may need none.
    python: config.docker_server === null ? await findPython(python) : await findPython(python).catch(() => python),
    workers,
    secrets: await findSecrets(config, { variables }),
    weights: { places: await requireWeights(containerWeights(config, directory)), mounts: [] },
    examples,
    shownExamples: await showExamples(directory, examples),
  });
  const entry = { ...described, stage, ...(modelName !== null && { name: entryName(modelName) }) };
  // What is for images was done when this one was built.
  return { entry, issues: issues.filter(({ code }) => code !== 'CONFIG_IMAGE_ONLY') };
}

/**
 * The variables of the config, which are the image's own, so that who runs a container may give others: `docker run --env`.
 * The programs of the environment stay first.
 */
function heeded(configured: Readonly<Record<string, string>>, given: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(configured);
  return Object.fromEntries(entries.map(([name, value]) => [name, name === 'PATH' ? value : (given[name] ?? value)]));
}

/** @throws {TrussError} `WEIGHTS_MISSING` */
async function requireWeights(places: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  for (const [name, path] of Object.entries(places)) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      const message = `The weights ${name} are not in this container: there is no ${path}.`;
      const hint = 'Mount them there, or build the image with them: truss image build.';
      throw new TrussError('WEIGHTS_MISSING', { message, hint });
    }
  }
  return places;
}

async function readConfig(path: string): Promise<Uint8Array> {
  try {
    return await readPlainFile(path);
  } catch (error) {
    if (error instanceof TrussError) throw error;
    if (isMissing(error)) {
      const hint = 'Copy the truss there, or say where it is: TRUSS_DIRECTORY.';
      throw new TrussError('PROJECT_NOT_FOUND', { message: `There is no ${path}.`, hint, cause: error });
    }
    throw new TrussError('FILE_UNREADABLE', {
      message: `${path} cannot be read: ${String(error)}`,
      hint: 'Give the files of the truss to the user that the image runs as.',
      cause: error,
    });
  }
}

/** They only show to those who ask what the model takes: where there are none, or they cannot be read, nothing is missing. */
async function readExamples(path: string): Promise<readonly Example[]> {
  const bytes = await readPlainFile(path).catch(() => Buffer.of());
  return parseExamples(bytes.toString('utf8'), path).examples;
}
