// Sees that files change: a certificate is renewed, a token taken away.
import { stat } from 'node:fs/promises';

import { systemCode } from './system-code.ts';

/** Polled and not watched: a mounted secret changes by a swap of links that no watcher sees. */
const CHECK_EVERY_MS = 1000;

/** Calls `onChange` each time one of the files has become another one, or has gone; returns what ends that. */
export function pollFiles(paths: readonly string[], onChange: () => Promise<void>): () => void {
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let known: string | null = null;
  const check = async (): Promise<void> => {
    const states = (await Promise.all(paths.map(stateOf))).join('\n');
    const hasChanged = known !== null && states !== known;
    known = states;
    if (hasChanged && !isEnded) await onChange();
    if (!isEnded) timer = setTimeout(() => void check(), CHECK_EVERY_MS).unref();
  };
  void check();
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
    return systemCode(error) ?? 'unknown';
  }
}
