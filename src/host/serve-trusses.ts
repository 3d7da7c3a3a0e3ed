// Trusses behind one server, from their projects to its end: `truss serve`, and Python's `serve()`.
import type { EntryOptions, StartProfile } from '../server/entry-options.ts';
import type { Progress } from '../toolchain/progress.ts';
import type { Project } from '../toolchain/project/open/open-project.ts';
import { exampleKeeper } from './prepare/keep-example.ts';
import type { PrepareOptions } from './prepare/prepare-entry.ts';
import { prepareEntries } from './prepare/prepare-entry.ts';
import { FollowedServer } from './reload/followed-server.ts';
import type { OnReload } from './reload/reload-event.ts';
import { takeSnapshots } from './reload/snapshot.ts';
import type { ServedModels, ServeModelsOptions } from './serve/serve-models.ts';
import { serveModels } from './serve/serve-models.ts';

export type { StartProfile } from '../server/entry-options.ts';

/** How trusses are served. */
export interface ServeOptions extends PrepareOptions, Pick<ServeModelsOptions, 'listening' | 'log'> {
  /** Is told when all is prepared, before the first process starts: from then on the log tells. */
  readonly onPrepared: () => void;
  /** Is told what becomes of edits; null: they are not followed. */
  readonly onReload: OnReload | null;
  /** Is told where the start of each worker went, by the name of its entry. Default: nobody is, and nothing is measured. */
  readonly onStartProfile?: ((entry: string, profile: StartProfile) => void) | undefined;
}

/** Trusses that are served; the project and the entry of one have the same index. */
export interface ServedTrusses extends ServedModels {
  readonly projects: readonly Project[];
}

/**
 * Serves trusses; resolves when every model is loaded, with null where `signal` was aborted while they loaded.
 *
 * @throws {TrussError} `INPUT_INVALID` where two of them have the same name; `ENV_*`; `SERVER_*`; what keeps a model from loading,
 * unless edits are followed: then the next one is waited for.
 */
export async function serveTrusses(projects: readonly Project[], options: ServeOptions): Promise<ServedTrusses | null> {
  const { log, onPrepared, signal } = options;
  const listening = { ...options.listening, keepExample: exampleKeeper(projects) };
  const prepare: ServeModelsOptions['prepare'] = async () => {
    const entries = await prepareEntries(projects, { ...options, onArriving: arrivalLog(log) });
    onPrepared();
    const { onStartProfile: tell } = options;
    if (tell === undefined) return entries;
    const profiled = (entry: EntryOptions): EntryOptions => ({
      ...entry,
      onStartProfile: (profile) => tell(entry.name, profile),
    });
    return entries.map(profiled);
  };
  const served = await serveModels({ prepare, listening, log, signal, ...(await followed(projects, options)) });
  return served === null ? null : { projects, ...served };
}

/** Tells of weights that arrive as a log does: a line for each tenth. */
function arrivalLog({ logger }: ServeOptions['log']): Progress {
  let told = '';
  return ({ phase, message }) => {
    if (phase !== told) logger.info({ logger: 'truss' }, message);
    told = phase;
  };
}

/** What follows the edits of trusses; their files are noted before anything of them is read for being served. */
async function followed(
  projects: readonly Project[],
  options: ServeOptions,
): Promise<Pick<ServeModelsOptions, 'attend'>> {
  const { onReload: onEvent } = options;
  if (onEvent === null) return {};
  const snapshots = await takeSnapshots(projects);
  return {
    attend: (server, entries) =>
      new FollowedServer(server, { projects, entries, snapshots, prepare: options, onEvent }),
  };
}
