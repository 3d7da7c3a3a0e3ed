// The polite end of an HTTP server: nobody who was let in is cut off.
import { setTimeout } from 'node:timers/promises';

import type { OpenExchanges } from './open-exchanges.ts';

/** A request that is on its way when all others are answered is told to go elsewhere, rather than cut off. */
const LAST_WORDS_MS = 50;

/** How long after the last deadline an answer may take to be read. */
const READ_WITHIN_MS = 5000;

/**
 * Resolves when every prediction that was accepted is answered, or when somebody does not read the answer. Requests that
 * still come are the routes' to refuse. Idle connections stay: one may be about to send its next request.
 *
 * @param longestMs the longest time that an exchange may take until it is answered
 */
export async function answerOpenExchanges(open: OpenExchanges, longestMs: number): Promise<void> {
  await Promise.race([answerAll(open), setTimeout(longestMs + READ_WITHIN_MS, undefined, { ref: false })]);
}

async function answerAll(open: OpenExchanges): Promise<void> {
  await open.none();
  await setTimeout(LAST_WORDS_MS);
  await open.none();
}
