import type { Entry } from './entry.ts';

/** How many calls of the model its answers took: of those that were computed together, one for each batch. */
export function executionCount({ statistics, batches }: Pick<Entry, 'statistics' | 'batches'>): number {
  // Requests of batches may have failed, which are no answers.
  const alone = Math.max(0, statistics.succeeded.count - batches.requests);
  return alone + batches.count;
}
