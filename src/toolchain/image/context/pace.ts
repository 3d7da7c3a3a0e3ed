import { setImmediate } from 'node:timers/promises';

/** So many files are looked at in some milliseconds. */
const FILES_AT_ONCE = 100;

/** Lets others have their turn now and then in a loop over files that waits for nothing, and ends it where `signal` is aborted. */
export function createPace(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let count = 0;
  return () => {
    signal?.throwIfAborted();
    count += 1;
    return count % FILES_AT_ONCE === 0 ? setImmediate() : undefined;
  };
}
