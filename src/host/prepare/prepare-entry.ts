// From truss directories to what the server needs to run them.
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Example } from '../../core/examples/examples.ts';
import type { EntryOptions } from '../../server/entry-options.ts';
import { ensureEnvironment } from '../../toolchain/environment/ensure-environment.ts';
import type { Progress } from '../../toolchain/progress.ts';
import { readExamples } from '../../toolchain/project/examples/read-examples.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { resolveSecrets } from '../../toolchain/secrets/resolve-secrets.ts';
import { describeEntry } from '../serve/describe-entry.ts';
import { showExamples } from '../serve/show-examples.ts';
import type { Warn } from './open-truss.ts';
import { prepareWeights } from './prepare-weights.ts';
import { servedNames } from './served-names.ts';

/** How trusses are run. */
export interface PrepareOptions {
  readonly source: 'isolated' | 'current';
  /** A lock that does not fit is an error instead of made anew. */
  readonly frozen: boolean;
  /** Nothing is fetched over the network: what is missing is an error. Default: no. */
  readonly offline?: boolean | undefined;
  /** Processes for each; null: what its config and the devices of the machine say. */
  readonly workers: number | null;
  /** Variables that hold secrets. Default: those of this process. */
  readonly secretVariables?: NodeJS.ProcessEnv | undefined;
  readonly progress: Progress;
  /** Is told how far weights are that may arrive while they are waited for by a server; not given: they are fetched first. */
  readonly onArriving?: Progress | undefined;
  readonly warn: Warn;
  readonly signal: AbortSignal;
}

/**
 * Prepares trusses that shall be served together.
 *
 * @throws {TrussError} `USAGE`, `INPUT_INVALID` where two of them have the same name; `ENV_*`.
 */
export async function prepareEntries(projects: readonly Project[], options: PrepareOptions): Promise<EntryOptions[]> {
  const named = servedNames(projects).map((name, index) => ({ name, project: projects[index] }));
  const entries: EntryOptions[] = [];
  // One after another: uv uses all processors by itself, and the progress line can tell of one at a time.
  for (const { name, project } of named) {
    if (project !== undefined) entries.push({ ...(await prepareServedEntry(project, options)), name });
  }
  return entries;
}

/** Prepares a truss that others will ask: with the examples that tell them what it takes. */
export async function prepareServedEntry(project: Project, options: PrepareOptions): Promise<EntryOptions> {
  return prepareEntry(project, options, await readableExamples(project));
}

/** Builds the environment of a truss and fetches its weights where needed, and collects its secrets. `examples`: to be shown to those who ask. */
export async function prepareEntry(
  project: Project,
  options: PrepareOptions,
  examples: readonly Example[] = [],
): Promise<EntryOptions> {
  const { source, frozen, offline = false, workers, progress, onArriving, warn, signal, secretVariables } = options;
  const { directory, config, written } = project;
  const { python, workerPackages, warnings } = await ensureEnvironment(project, {
    source,
    frozen,
    offline,
    progress,
    signal,
  });
  warn(warnings);
  const weights = await prepareWeights(project, {
    offline,
    frozen,
    variables: secretVariables,
    progress,
    // What is not there and may not be fetched is known at once.
    onComing: offline ? undefined : onArriving,
    warn,
    signal,
  });
  const secrets = await resolveSecrets(config, { variables: secretVariables ?? process.env });
  const shownExamples = await showExamples(directory, examples);
  const found = { directory, config, written, python, workerPackages, workers, secrets, weights };
  return describeEntry({ ...found, examples, shownExamples });
}

/** Without those that cannot be read, of which `serve` warns where it shows one. */
export async function readableExamples(project: Project): Promise<readonly Example[]> {
  try {
    return await readExamples(project);
  } catch (error) {
    if (error instanceof TrussError) return [];
    throw error;
  }
}
