// The connections of HTTP/2 and what is answered on them, for a drain. The library's own waiting ends at once with Node 24: closing its
// servers closes their sessions, and of a session that is closing it thinks that it is closed, whatever is still to be answered on it.
import type { Http2Server, Http2Session, ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a client may take to close a connection on which everything was answered. */
const LEAVE_MS = 500;

/** The highest number that a stream can have: none that is on its way is refused (RFC 9113, 6.8). */
const LAST_STREAM = 2 ** 31 - 1;

const NO_ERROR = constants.NGHTTP2_NO_ERROR;

/** Knows the sessions of some servers. */
export class OpenSessions {
  readonly #sessions = new Set<Http2Session>();
  #streams = 0;
  #waiting: (() => void)[] = [];

  constructor(servers: readonly Http2Server[]) {
    for (const server of servers) {
      server.on('session', (session) => this.#opened(session));
      // First of all listeners: others may end the stream.
      server.prependListener('stream', (stream) => this.#began(stream));
    }
  }

  /** Tells clients that the connection will end: they send nothing new on it, and what is on its way is answered. */
  announceEnd(): void {
    for (const session of this.#sessions) {
      if (!session.destroyed && !session.closed) session.goaway(NO_ERROR, LAST_STREAM);
    }
  }

  /** Resolves when every stream is over, and its last bytes are with its client as far as that can be known. */
  async answered(): Promise<void> {
    if (this.#streams > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const closed = [...this.#sessions].map((session) => new Promise((resolve) => session.once('close', resolve)));
    const patience = new AbortController();
    const late = sleep(LEAVE_MS, null, { signal: patience.signal }).catch(() => null);
    await Promise.race([Promise.all(closed), late]);
    patience.abort();
  }

  #opened(session: Http2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
  }

  #began(stream: ServerHttp2Stream): void {
    this.#streams += 1;
    stream.once('close', () => {
      this.#streams -= 1;
      if (this.#streams > 0) return;
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }
}
