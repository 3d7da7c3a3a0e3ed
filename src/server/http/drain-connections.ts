// The polite end of an HTTP server: nobody who was let in is cut off.
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout } from 'node:timers/promises';

import type { OpenExchanges } from './open-exchanges.ts';

/** How long those are let in who have connected already, or keep connecting. */
const LAST_CALL_MS = 500;

/** A request that is on its way when all others are answered is told to go elsewhere, rather than cut off. */
const LAST_WORDS_MS = 50;

/** How long after the last deadline an answer may take to be read. */
const READ_WITHIN_MS = 5000;

/** What a drain waits for. */
export interface DrainOptions {
  readonly open: OpenExchanges;
  /** The longest time that an exchange may take until it is answered. */
  readonly longestMs: number;
}

/**
 * Takes no new connections, and resolves when every prediction that was accepted is answered, or when somebody does not
 * read the answer. Requests that still come are the routes' to refuse.
 */
export async function drainConnections(server: Server, { open, longestMs }: DrainOptions): Promise<void> {
  await acceptPending(server);
  // Not http.Server's own close, which also cuts idle connections: one may be about to send its next request.
  NetServer.prototype.close.call(server);
  await Promise.race([answerAll(open), setTimeout(longestMs + READ_WITHIN_MS, undefined, { ref: false })]);
}

/** Lets the connections in that the kernel has completed already, and would reset; Node takes one a turn. */
async function acceptPending(server: Server): Promise<void> {
  const endAt = performance.now() + LAST_CALL_MS;
  let came = true;
  const note = (): void => {
    came = true;
  };
  server.on('connection', note);
  while (came && performance.now() < endAt) {
    came = false;
    // From here to the end of the next turn's poll phase.
    await nextTurn();
    await nextTurn();
  }
  server.off('connection', note);
}

async function answerAll(open: OpenExchanges): Promise<void> {
  await open.none();
  await setTimeout(LAST_WORDS_MS);
  await open.none();
}
