// The one way in which models come to life, whoever starts them: a command, Python, or an image.
import type { EntryOptions } from '../../server/entry-options.ts';

/** Something whose models are being loaded: a server, or the service alone. */
export interface Loading {
  /** Rejects with the `TrussError` of a model that cannot be loaded. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** What differs between those who start models. */
export interface StartSteps<S extends Loading> {
  /** Which models there are: from trusses and their environments, or from what an image holds. */
  readonly prepare: () => Promise<readonly EntryOptions[]>;
  /** Starts a server that listens, or the service alone. */
  readonly start: (entries: readonly EntryOptions[]) => Promise<S>;
  readonly signal: AbortSignal;
}

/** Models that are loaded. */
export interface Started<S extends Loading> {
  readonly entries: readonly EntryOptions[];
  readonly running: S;
}

/**
 * Prepares models, starts them, and waits until all are loaded. Null where `signal` was aborted while they loaded; then, and
 * where one cannot be loaded, all is closed: whoever started it shall see why, and nothing is left behind.
 *
 * @throws {TrussError} whatever a step throws, and what keeps a model from loading
 */
export async function startModels<S extends Loading>(steps: StartSteps<S>): Promise<Started<S> | null> {
  const entries = await steps.prepare();
  const running = await steps.start(entries);
  return (await untilReady(running, steps.signal)) ? { entries, running } : null;
}

async function untilReady(loading: Loading, signal: AbortSignal): Promise<boolean> {
  const aborted = Promise.withResolvers<false>();
  const abort = (): void => aborted.resolve(false);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let isReady = false;
  try {
    isReady = await Promise.race([loading.ready.then(() => true), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    if (!isReady) await loading.close();
  }
  return isReady;
}
