// `truss serve --reload`: each truss is watched by itself, so that only those that change are loaded anew.
import type { Logger } from '../../../server/telemetry/logger.ts';
import type { Project } from '../../../toolchain/project/open-project.ts';
import type { Output } from '../../output/output.ts';
import type { Served } from '../announce-server.ts';
import { ReloadReport } from './reload-report.ts';
import type { Snapshot } from './snapshot.ts';
import { takeSnapshot } from './snapshot.ts';
import type { ReloaderOptions } from './truss-reloader.ts';
import { TrussReloader } from './truss-reloader.ts';
import { watchedPaths } from './watched-paths.ts';

/** Trusses as they are served; what belongs together has the same index. */
export interface ServedTrusses extends Served {
  /** From before anything of them was loaded. */
  readonly snapshots: readonly Snapshot[];
}

/** What all reloads of a server share. */
export interface Reloads extends Pick<ReloaderOptions, 'server' | 'prepare'> {
  readonly logger: Logger;
  readonly output: Output;
}

/** Reloads that go on until they are closed. */
export interface Reloading {
  /** Resolves when a changed truss has taken its place for the first time. */
  readonly reloaded: Promise<void>;
  close(): Promise<void>;
}

/** The files of each truss, as they are now. */
export function takeSnapshots(projects: readonly Project[]): Promise<Snapshot[]> {
  return Promise.all(projects.map((project) => takeSnapshot(watchedPaths(project))));
}

/** Begins to reload trusses when they change; resolves when every change from now on is seen. */
export async function startReloading(
  { projects, entries, snapshots }: ServedTrusses,
  { server, prepare, logger, output }: Reloads,
): Promise<Reloading> {
  const first = Promise.withResolvers<void>();
  const reloaders = projects.flatMap((project, index) => {
    const [entry, seen] = [entries[index], snapshots[index]];
    if (entry === undefined || seen === undefined) return [];
    const report = new ReloadReport(logger.child({ entry: entry.name }), output, first.resolve);
    return [new TrussReloader({ server, project, entry, seen, prepare, report })];
  });
  await Promise.all(reloaders.map((reloader) => reloader.start()));
  logger.info({}, 'Changes of code, config, data and requirements are served as soon as they have loaded');
  return {
    reloaded: first.promise,
    close: async () => {
      await Promise.all(reloaders.map((reloader) => reloader.close()));
    },
  };
}
