// From a truss directory to what the server needs to run it.
import { TrussError } from '../../core/errors/truss-error.ts';
import type { EntryOptions } from '../../server/main.ts';
import type { Environment } from '../../toolchain/environment/ensure-environment.ts';
import { ensureEnvironment } from '../../toolchain/environment/ensure-environment.ts';
import type { Progress } from '../../toolchain/progress.ts';
import type { Project } from '../../toolchain/project/open-project.ts';
import { resolveSecrets } from '../../toolchain/secrets/resolve-secrets.ts';
import { entryName } from './entry-name.ts';

/** How a truss is run. */
export interface PrepareOptions {
  readonly source: 'isolated' | 'current';
  /** A lock that does not fit is an error instead of made anew. */
  readonly frozen: boolean;
  /** Processes; null: what the config says. */
  readonly workers: number | null;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A truss that can be served, and the environment it has got. */
export interface PreparedEntry {
  readonly entry: EntryOptions;
  readonly environment: Environment;
}

/** Builds the environment of an open truss where needed, and collects its secrets. */
export async function prepareEntry(project: Project, options: PrepareOptions): Promise<PreparedEntry> {
  const { source, frozen, progress, signal } = options;
  const environment = await ensureEnvironment(project, { source, frozen, progress, signal });
  const { config, directory } = project;
  const entry: EntryOptions = {
    name: entryName(config.model_name),
    version: '1',
    directory,
    python: environment.python,
    config,
    secrets: await resolveSecrets(config),
    workers: options.workers ?? config.runtime.num_workers,
  };
  return { entry, environment };
}

/**
 * Holds that every truss of a server has a name of its own.
 * @throws {TrussError} `INPUT_INVALID` naming the directories that share one.
 */
export function requireDistinctNames(entries: readonly EntryOptions[]): void {
  for (const [index, { name, directory }] of entries.entries()) {
    const other = entries.slice(0, index).find((entry) => entry.name === name);
    if (other === undefined) continue;
    throw new TrussError('INPUT_INVALID', {
      message: `${other.directory} and ${directory} would both be served as "${name}".`,
      hint: 'Give one of them another `model_name` in its config.yaml.',
    });
  }
}
