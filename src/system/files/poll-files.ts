// Sees that files change: a certificate is renewed, a token taken away.
import { stat } from 'node:fs/promises';

import { systemErrorCode } from '../system-error.ts';

/** Polled and not watched: a mounted secret changes by a swap of links that no watcher sees. */
const CHECK_EVERY_MS = 1000;

/** Files as they were at a moment. */
export interface FileStates {
  readonly paths: readonly string[];
  readonly states: string;
}

/** Notes how files are. To be called before they are read: what changes while they are is then seen, too. */
export async function noteFiles(paths: readonly string[]): Promise<FileStates> {
  return { paths, states: (await Promise.all(paths.map(stateOf))).join('\n') };
}

/** Calls `onChange` each time one of the files has become another one, or has gone; returns what ends that. */
export function pollFiles(noted: FileStates, onChange: () => Promise<void>): () => void {
  let isEnded = false;
  let known = noted.states;
  const check = async (): Promise<void> => {
    const { states } = await noteFiles(noted.paths);
    const hasChanged = states !== known;
    known = states;
    if (hasChanged && !isEnded) await onChange();
    if (!isEnded) timer = checkLater();
  };
  const checkLater = (): NodeJS.Timeout => setTimeout(() => void check(), CHECK_EVERY_MS).unref();
  let timer = checkLater();
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}

async function stateOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    // Reading it says why, and a file that comes back is another state.
    return systemErrorCode(error) ?? 'unknown';
  }
}
