// A server whose trusses are followed: each is watched by itself, so that only those that change are loaded anew.
import { TrussError } from '../../core/errors/truss-error.ts';
import type { EntryOptions } from '../../server/entry-options.ts';
import type { RunningServer } from '../../server/main.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { AttendedServer } from '../serve/serve-models.ts';
import type { OnReload } from './reload-event.ts';
import type { Snapshot } from './snapshot.ts';
import type { ReloaderOptions } from './truss-reloader.ts';
import { TrussReloader } from './truss-reloader.ts';

/** Trusses as they are served, which are to be followed; what belongs together has the same index. */
export interface FollowOptions extends Pick<ReloaderOptions, 'prepare'> {
  readonly projects: readonly Project[];
  readonly entries: readonly EntryOptions[];
  /** From before anything of them was read. */
  readonly snapshots: readonly Snapshot[];
  readonly onEvent: OnReload;
}

/** Owns the server, and what watches its trusses from the moment on in which they are loaded, or cannot be. */
export class FollowedServer implements AttendedServer {
  readonly server: RunningServer;
  /** Waits for the edit with which a model can be loaded, where it cannot be loaded as it is. */
  readonly ready: Promise<void>;
  readonly #onEvent: OnReload;
  readonly #reloaders: readonly TrussReloader[];
  readonly #reloaded = Promise.withResolvers<void>();
  #following: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(server: RunningServer, { projects, entries, snapshots, prepare, onEvent }: FollowOptions) {
    this.server = server;
    this.#onEvent = onEvent;
    const onReload: OnReload = (event) => {
      onEvent(event);
      if (event.kind === 'reloaded') this.#reloaded.resolve();
    };
    this.#reloaders = projects.flatMap((project, index) => {
      const [entry, seen] = [entries[index], snapshots[index]];
      if (entry === undefined || seen === undefined) return [];
      return [new TrussReloader({ server, project, entry, seen, prepare, onEvent: onReload })];
    });
    this.ready = server.ready.then(
      () => this.#follow(),
      (error: unknown) => this.#waitForEdit(error),
    );
  }

  async stop(): Promise<void> {
    await this.#stopFollowing();
    await this.server.drain();
  }

  async close(): Promise<void> {
    await this.#stopFollowing();
    await this.server.close();
  }

  async #waitForEdit(error: unknown): Promise<void> {
    if (!(error instanceof TrussError)) throw error;
    if (this.#isClosed) return;
    this.#onEvent({ kind: 'not-loaded', error });
    await this.#follow();
    await this.#reloaded.promise;
  }

  async #follow(): Promise<void> {
    if (this.#isClosed) return;
    this.#following = Promise.all(this.#reloaders.map((reloader) => reloader.start()));
    await this.#following;
    this.#onEvent({ kind: 'following' });
  }

  async #stopFollowing(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([this.#following]);
    await Promise.all(this.#reloaders.map((reloader) => reloader.close()));
  }
}
