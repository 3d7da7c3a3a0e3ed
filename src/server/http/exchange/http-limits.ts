import { MOST_BODY } from '../../../core/config/schema/runtime.ts';

/** The bounds of one HTTP server. */
export interface HttpLimits {
  /** From the first byte of a request to the end of its headers; slower senders are attackers or gone. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the last: 100 MiB at 3 Mbit/s. */
  readonly requestTimeoutMs: number;
  /** How often the two above are looked at. */
  readonly timeoutCheckMs: number;
  /** Longer than the 60 s after which common proxies drop an idle connection: whoever closes first must be the proxy, or it answers 502 and 503 at random. */
  readonly keepAliveMs: number;
  /** Room for cookies and tracing headers; what the largest common proxies allow. */
  readonly maxHeaderBytes: number;
  /** An idle connection costs about 20 KB, so this many cost 200 MB. */
  readonly maxConnections: number;
  /** What all bodies that are read, wait or are computed may take together: room for ten of the largest by default. */
  readonly maxHeldBodyBytes: number;
  /** What all answers may take together that were given to their connections and are not read yet. */
  readonly maxUnreadBytes: number;
  /** How long a client may take nothing of an answer that is there. */
  readonly readerPauseMs: number;
  /** How long a refused body is still read and thrown away, so that its sender gets to read why before the connection is reset. */
  readonly lingerMs: number;
  /** How many WebSockets may be open: each costs about 50 KB and what its messages take. */
  readonly maxSessions: number;
  /** How often each is asked for a sign of life: half of the 60 s after which common proxies drop an idle connection. */
  readonly sessionPingMs: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  headersTimeoutMs: 20_000,
  requestTimeoutMs: 300_000,
  timeoutCheckMs: 5000,
  keepAliveMs: 65_000,
  maxHeaderBytes: 16 * 1024,
  maxConnections: 10_000,
  maxHeldBodyBytes: MOST_BODY,
  maxUnreadBytes: 512 * 1024 * 1024,
  readerPauseMs: 60_000,
  lingerMs: 2000,
  maxSessions: 1000,
  sessionPingMs: 30_000,
};
