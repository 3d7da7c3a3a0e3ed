// From truss directories to what the server needs to run them.
import type { Example, JsonExample } from '../../core/examples/examples.ts';
import { PREDICT } from '../../core/examples/examples.ts';
import { entryName } from '../../core/config/entry-name.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { EntryOptions } from '../../server/entry-options.ts';
import { ensureEnvironment } from '../../toolchain/environment/ensure-environment.ts';
import type { Progress } from '../../toolchain/progress.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { readExamples } from '../../toolchain/project/examples/read-examples.ts';
import { resolveSecrets } from '../../toolchain/secrets/resolve-secrets.ts';
import type { Warn } from './open-truss.ts';

/** How trusses are run. */
export interface PrepareOptions {
  readonly source: 'isolated' | 'current';
  /** A lock that does not fit is an error instead of made anew. */
  readonly frozen: boolean;
  /** Processes for each; null: what its config and the devices of the machine say. */
  readonly workers: number | null;
  readonly progress: Progress;
  readonly warn: Warn;
  readonly signal: AbortSignal;
}

/**
 * Prepares trusses that shall be served together.
 * @throws {TrussError} `INPUT_INVALID` where two of them have the same name; `ENV_*`.
 */
export async function prepareEntries(projects: readonly Project[], options: PrepareOptions): Promise<EntryOptions[]> {
  requireDistinctNames(projects);
  const entries: EntryOptions[] = [];
  // One after another: uv uses all processors by itself, and the progress line can tell of one at a time.
  for (const project of projects) entries.push(await prepareServedEntry(project, options));
  return entries;
}

/** Builds the environment of a truss where needed, and collects its secrets. */
export async function prepareEntry(project: Project, options: PrepareOptions): Promise<EntryOptions> {
  const { source, frozen, progress, warn, signal } = options;
  const environment = await ensureEnvironment(project, { source, frozen, progress, signal });
  warn(environment.warnings);
  const { config, directory } = project;
  return {
    name: entryName(config.model_name),
    version: '1',
    directory,
    python: environment.python,
    config,
    secrets: await resolveSecrets(config),
    workers: options.workers,
  };
}

/** The same for a model that others will ask: with the examples that tell them what it takes. */
export async function prepareServedEntry(project: Project, options: PrepareOptions): Promise<EntryOptions> {
  const entry = await prepareEntry(project, options);
  return { ...entry, examples: (await examplesOf(project)).filter(isPlain) };
}

/** Whether a request is JSON for predict, of which all protocols can tell. */
function isPlain(example: Example): example is JsonExample {
  return example.inputFile === null && example.method === PREDICT;
}

/** Without those that cannot be read, of which `serve` warns where it shows one. */
async function examplesOf(project: Project): Promise<readonly Example[]> {
  try {
    return await readExamples(project);
  } catch (error) {
    if (error instanceof TrussError) return [];
    throw error;
  }
}

function requireDistinctNames(projects: readonly Project[]): void {
  const directories = new Map<string, string>();
  for (const { directory, config } of projects) {
    const name = entryName(config.model_name);
    const other = directories.get(name);
    if (other === directory) throw new TrussError('USAGE', { message: `${directory} is named twice.` });
    if (other !== undefined) {
      throw new TrussError('INPUT_INVALID', {
        message: `${other} and ${directory} would both be served as "${name}".`,
        hint: 'Give one of them another `model_name` in its config.yaml.',
      });
    }
    directories.set(name, directory);
  }
}
