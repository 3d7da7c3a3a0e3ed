import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** What a process has left is read in a moment; more than that comes from one that has its ends now, and may write for ever. */
const MAX_MS = 1000;

/**
 * Waits until everything was read that a process wrote before it ended. There may be no end of file to wait for, since
 * a forked child can hold the other ends open; but what the process wrote lies in the kernel's buffers by now, so a turn
 * of the event loop that polls the streams and brings nothing shows that they are empty.
 */
export async function readRest(streams: readonly Readable[]): Promise<void> {
  const endAt = performance.now() + MAX_MS;
  let came = true;
  const note = (): void => {
    came = true;
  };
  for (const stream of streams) stream.on('data', note);
  while (came && performance.now() < endAt) {
    came = false;
    // From here to the end of the next turn's poll phase.
    await setImmediate();
    await setImmediate();
  }
  for (const stream of streams) stream.off('data', note);
}
