// Serves a truss anew whenever its files change: look -> prepare -> replace, again and again.
import { relative } from 'node:path';

import { entryName } from '../../core/config/entry-name.ts';
import type { EntryOptions } from '../../server/entry-options.ts';
import type { RunningServer } from '../../server/main.ts';
import type { TrialRequest } from '../../server/service/replace-edition.ts';
import { readExamples } from '../../toolchain/project/examples/read-examples.ts';
import { trussFiles, trussPaths } from '../../toolchain/project/files/truss-files.ts';
import { openProject } from '../../toolchain/project/open/open-project.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { exampleQuestion } from '../ask/example-question.ts';
import { requestFrame } from '../ask/request-frame.ts';
import type { Warn } from '../prepare/open-truss.ts';
import { locate, withPlaces } from '../prepare/open-truss.ts';
import type { PrepareOptions } from '../prepare/prepare-entry.ts';
import { prepareServedEntry } from '../prepare/prepare-entry.ts';
import { DirectoryWatch } from './directory-watch.ts';
import type { Change, OnReload } from './reload-event.ts';
import type { Snapshot } from './snapshot.ts';
import { changedFiles, fingerprint, takeSnapshot } from './snapshot.ts';

/** How long nothing must happen before files are looked at: an editor that saves all, or `git checkout`, writes many. */
const QUIET_MS = 50;

/** What a reloader is made with. */
export interface ReloaderOptions {
  readonly server: Pick<RunningServer, 'replace'>;
  /** The truss, and how it is served now. */
  readonly project: Project;
  readonly entry: EntryOptions;
  /** Its files before they were read for that. */
  readonly seen: Snapshot;
  readonly prepare: Pick<PrepareOptions, 'source' | 'frozen' | 'workers' | 'secretVariables'>;
  readonly onEvent: OnReload;
}

/** Changed files (absolute), and since when they are known (performance.now()). */
interface SeenChange {
  readonly directory: string;
  readonly paths: readonly string[];
  readonly since: number;
}

/** Watches one truss. */
export class TrussReloader {
  readonly #options: ReloaderOptions;
  readonly #watch = new DirectoryWatch(() => this.#wake());
  #project: Project;
  #seen: Snapshot;
  #changed = new Set<string>();
  #changedAt = 0;
  #hasFailed = false;
  /** The lock is written where there was none that fits: that change is ours. */
  #ownLock: string | undefined;
  #isPreparing = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | null = null;
  #reload: Promise<void> = Promise.resolve();
  #underWay = new AbortController();

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#project = options.project;
    this.#seen = options.seen;
  }

  /** Begins to watch; resolves when every change from now on is seen. What changed since `seen` is a change, too. */
  async start(): Promise<void> {
    this.#ownLock = await fingerprint(trussFiles(this.#project).lock);
    await this.#lookNow();
  }

  /** Stops watching; gives up what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#watch.close();
    this.#underWay.abort();
    await this.#look;
    await this.#reload;
    this.#watch.close();
  }

  #wake(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#look === null) void this.#lookNow();
      else this.#wake();
    }, QUIET_MS);
  }

  async #lookNow(): Promise<void> {
    this.#look = this.#findChanges();
    await this.#look;
    this.#look = null;
  }

  async #findChanges(): Promise<void> {
    const at = performance.now();
    let now: Snapshot;
    // What came into a new directory before it was watched is seen the second time.
    do now = await takeSnapshot(trussPaths(this.#project));
    while (!this.#isClosed && this.#watch.follow(now.directories));
    const changed = changedFiles(this.#seen, now).filter((path) => this.#counts(path, now));
    this.#seen = now;
    if (changed.length === 0 || this.#isClosed) return;
    if (this.#changed.size === 0) this.#changedAt = at;
    for (const path of changed) this.#changed.add(path);
    // What is being loaded is out of date already.
    this.#underWay.abort();
    this.#reload = this.#reload.then(() => this.#serveAnew());
  }

  #counts(path: string, now: Snapshot): boolean {
    if (path === trussFiles(this.#project).lock) return !this.#isPreparing && now.files.get(path) !== this.#ownLock;
    // The examples matter to nothing but the trial, which they may have kept from going well.
    return path !== trussFiles(this.#project).examples || this.#hasFailed;
  }

  async #serveAnew(): Promise<void> {
    if (this.#changed.size === 0 || this.#isClosed) return;
    const { entry, onEvent } = this.#options;
    const underWay = new AbortController();
    const seen: SeenChange = { directory: this.#project.directory, paths: [...this.#changed], since: this.#changedAt };
    this.#changed.clear();
    this.#underWay = underWay;
    try {
      await this.#replace(seen, underWay.signal);
      this.#hasFailed = false;
      onEvent({ kind: 'reloaded', entry: entry.name, change: toChange(seen) });
    } catch (error) {
      if (underWay.signal.aborted) {
        this.#changedAt = seen.since;
        for (const path of seen.paths) this.#changed.add(path);
        return;
      }
      this.#hasFailed = true;
      onEvent({ kind: 'failed', entry: entry.name, change: toChange(seen), error });
    }
  }

  async #replace(seen: SeenChange, signal: AbortSignal): Promise<void> {
    const { entry, onEvent, server } = this.#options;
    const { directory } = this.#project;
    const project = await withPlaces(directory, () => openProject(directory));
    if (project.text !== this.#project.text) {
      onEvent({ kind: 'doubtful', entry: entry.name, issues: locate(project.issues, directory) });
      await this.#follow(project);
    }
    const prepared = await this.#prepare(project, seen, signal);
    const wanted = prepared.name;
    if (wanted !== entryName(entry.config.model_name)) onEvent({ kind: 'renamed', entry: entry.name, wanted });
    await server.replace({ ...prepared, name: entry.name }, { trial: await firstExample(project), signal });
  }

  async #prepare(project: Project, seen: SeenChange, signal: AbortSignal): Promise<EntryOptions> {
    const { entry, prepare, onEvent } = this.#options;
    let isSaid = false;
    const progress = (): void => {
      if (!isSaid) onEvent({ kind: 'environment', entry: entry.name, change: toChange(seen) });
      isSaid = true;
    };
    const warn: Warn = (issues) => onEvent({ kind: 'doubtful', entry: entry.name, issues });
    this.#isPreparing = true;
    try {
      return await prepareServedEntry(project, { ...prepare, progress, warn, signal });
    } finally {
      this.#ownLock = await fingerprint(trussFiles(project).lock);
      this.#isPreparing = false;
    }
  }

  /** The config may name other directories. It is theirs also where the rest fails: that may be mended in them. */
  async #follow(project: Project): Promise<void> {
    this.#project = project;
    // What lies in a new directory is there before a worker starts, and no change.
    const { files, directories } = await takeSnapshot(trussPaths(project));
    this.#seen = { files: new Map([...files, ...this.#seen.files]), directories };
    this.#wake();
  }
}

function toChange({ directory, paths, since }: SeenChange): Change {
  return {
    paths: paths.map((path) => relative(directory, path)).toSorted(),
    ms: Math.round(performance.now() - since),
  };
}

async function firstExample(project: Project): Promise<TrialRequest | null> {
  const [example] = await withPlaces(project.directory, () => readExamples(project));
  if (example === undefined) return null;
  return { name: example.name, ...requestFrame(await exampleQuestion(project.directory, example)) };
}
