import type { RequestEnding } from './ending.ts';

/** Counts a request that is over among those of its model; a session, or one whose model was never known, among none. */
export function countEnding(ending: RequestEnding): void {
  if (!ending.isSession) ending.entry?.statistics.note(ending);
}
