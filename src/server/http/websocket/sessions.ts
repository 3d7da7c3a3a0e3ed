// Every WebSocket of a server: how many there are, and how they end with it.
import { setTimeout as sleep } from 'node:timers/promises';

import type { Entry } from '../../service/entry.ts';
import type { HttpLimits } from '../exchange/http-limits.ts';

/** A session that is open. */
export interface OpenSession {
  /** Whose model it is with. */
  readonly entry: Entry;
  /** Whether nothing was said for a while. */
  readonly isQuiet: boolean;
  /** Asks the client to leave, and says why. */
  goAway(reason: string): void;
  /** Ends it now. */
  terminate(): void;
}

/** How long a drain lets those go on who talk: what orchestrators give a server in all is 30 s by default. */
const GRACE_MS = 10_000;

/** How often it looks who has stopped. */
const LOOK_MS = 50;

/** The sessions of a server. */
export class Sessions {
  readonly #limits: HttpLimits;
  readonly #open = new Set<OpenSession>();

  constructor(limits: HttpLimits) {
    this.#limits = limits;
  }

  /** Whether one more may be opened. */
  get hasRoom(): boolean {
    return this.#open.size < this.#limits.maxSessions;
  }

  /** Notes a session. */
  add(session: OpenSession): void {
    this.#open.add(session);
  }

  /** Forgets a session that is over. */
  remove(session: OpenSession): void {
    this.#open.delete(session);
  }

  /** Asks everybody to leave, since the server does; resolves when all have, or must. */
  async drain(): Promise<void> {
    await this.#end(() => [...this.#open], 'The server is shutting down');
  }

  /** Asks those of one entry to leave, which is not served any more; resolves when they have, or must. */
  async endOf(entry: Entry): Promise<void> {
    const open = (): OpenSession[] => [...this.#open].filter((session) => session.entry === entry);
    await this.#end(open, 'The model is not served any more');
  }

  /** Ends all of them now. */
  close(): void {
    for (const session of this.#open) session.terminate();
  }

  /** First those who are quiet, and after a while those who are not. */
  async #end(open: () => readonly OpenSession[], reason: string): Promise<void> {
    const endAt = performance.now() + GRACE_MS;
    while (open().length > 0 && performance.now() < endAt) {
      for (const session of open()) if (session.isQuiet) session.goAway(reason);
      await sleep(LOOK_MS);
    }
    for (const session of open()) session.goAway(reason);
  }
}
