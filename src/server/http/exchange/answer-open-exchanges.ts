// The polite end of an HTTP server: nobody who was let in is cut off, as long as the server may wait.
import { setTimeout } from 'node:timers/promises';

import type { OpenExchanges } from './open-exchanges.ts';

/** A request that is on its way when all others are answered is told to go elsewhere, rather than cut off. */
const LAST_WORDS_MS = 50;

/**
 * Resolves when every prediction that was accepted is answered. Requests that still come are the routes' to refuse. Idle connections
 * stay: one may be about to send its next request.
 */
export async function answerOpenExchanges(open: OpenExchanges): Promise<void> {
  await open.none();
  await setTimeout(LAST_WORDS_MS);
  await open.none();
}
