/** Something whose models are being loaded: a server, or the service alone. */
export interface Loading {
  /** Rejects with the `TrussError` of a model that cannot be loaded. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * Waits until all models are loaded. False where `signal` was aborted before; then, and where a model cannot be loaded, all
 * is closed: whoever started it shall see why, and nothing is left behind.
 */
export async function untilReady(loading: Loading, signal: AbortSignal): Promise<boolean> {
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
