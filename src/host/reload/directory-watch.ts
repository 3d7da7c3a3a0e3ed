import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';

import { isMissing, systemErrorCode } from '../../system/system-error.ts';
import { isNoise } from './is-noise.ts';

/** How often to look where the system cannot tell of changes: all its watches are in use, or the file system has none. */
const POLL_MS = 1000;

interface Watched {
  readonly watcher: FSWatcher;
  readonly identity: string;
}

/**
 * Tells that something happened in one of many directories. One watch a directory, without `recursive`: on Linux Node
 * makes that of a watch a file, and loses sight of files that editors replace by renaming.
 */
export class DirectoryWatch {
  readonly #onEvent: () => void;
  readonly #watched = new Map<string, Watched>();
  #poll: NodeJS.Timeout | undefined;

  constructor(onEvent: () => void) {
    this.#onEvent = onEvent;
  }

  /** Watches these (path → which directory it is) and no others. True where one was not watched before. */
  follow(directories: ReadonlyMap<string, string>): boolean {
    for (const [path, { watcher, identity }] of this.#watched) {
      if (directories.get(path) === identity) continue;
      watcher.close();
      this.#watched.delete(path);
    }
    let isNew = false;
    for (const [path, identity] of directories) {
      if (this.#watched.has(path)) continue;
      isNew = this.#watch(path, identity) || isNew;
    }
    return isNew;
  }

  close(): void {
    clearInterval(this.#poll);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  #watch(path: string, identity: string): boolean {
    try {
      const watcher = watch(path, { persistent: false }, (_event, name) => {
        if (name === null || !isNoise(name)) this.#onEvent();
      });
      // The directory went: whoever looks next sees it.
      watcher.on('error', this.#onEvent);
      this.#watched.set(path, { watcher, identity });
      return true;
    } catch (error) {
      if (systemErrorCode(error) === undefined) throw error;
      if (isMissing(error)) return false;
      this.#poll ??= setInterval(this.#onEvent, POLL_MS).unref();
      return false;
    }
  }
}
