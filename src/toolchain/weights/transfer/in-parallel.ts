/** Does a work for each item, at most so many at a time. The first failure ends the others through the signal, and is thrown. */
export async function inParallel<T, R>(
  items: readonly T[],
  { atATime, signal }: { readonly atATime: number; readonly signal: AbortSignal },
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const queue = items.entries();
  let failure: { readonly error: unknown } | null = null;
  const run = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (either.aborted) return;
      try {
        results[index] = await work(item, either);
      } catch (error) {
        failure ??= { error };
        ended.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, run));
  signal.throwIfAborted();
  if (failure !== null) throw (failure as { error: unknown }).error;
  return results;
}
