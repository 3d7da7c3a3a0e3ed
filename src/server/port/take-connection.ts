// Tells by its first bytes what a connection speaks: HTTP/1.1 or HTTP/2.
import type { Socket } from 'node:net';

/** Who takes connections. */
export interface Protocols {
  /** Gets a connection of HTTP/1.1, or of anything that is none of ours: the parser says so. */
  readonly http: (socket: Socket) => void;
  /** Gets a connection of HTTP/2, for gRPC and all else. */
  readonly http2: (socket: Socket) => void;
  /** Gets a connection of the port on which gRPC alone is spoken. */
  readonly grpc: (socket: Socket) => void;
  /** Gets a connection that has said too little for too long. */
  readonly silent: (socket: Socket) => void;
  /** How long a connection may say nothing before it has said what it speaks. */
  readonly silenceMs: number;
}

/** What every client of HTTP/2 sends first begins so (RFC 9113, section 3.4); HTTP/1.1 has no method of this name. */
const PREFACE = Buffer.from('PRI ');

/**
 * Makes the function that takes a connection, plain or out of TLS, and hands it on with every byte that it has sent. It
 * reads once: from then on the connection costs no more than one that the protocol's server had accepted itself.
 */
export function createTakeConnection(protocols: Protocols): (socket: Socket) => void {
  return function takeConnection(socket) {
    let seen = 0;
    // Without a listener, a reset before the first byte would be an exception.
    const onError = (): void => {};
    const onSilence = (): void => handOn(protocols.silent);
    const onData = (bytes: Buffer): void => {
      const compared = Math.min(bytes.length, PREFACE.length - seen);
      const isPreface = bytes.subarray(0, compared).equals(PREFACE.subarray(seen, seen + compared));
      seen += compared;
      held.push(bytes);
      if (isPreface && seen < PREFACE.length) return;
      handOn(isPreface ? protocols.http2 : protocols.http);
    };
    const held: Buffer[] = [];
    const handOn = (take: (socket: Socket) => void): void => {
      socket.off('data', onData).off('end', onEnd).off('error', onError).off('timeout', onSilence);
      socket.setTimeout(0);
      socket.pause();
      for (const bytes of held.toReversed()) socket.unshift(bytes);
      take(socket);
    };
    const onEnd = (): void => {
      socket.destroy();
    };
    socket.on('error', onError).on('end', onEnd).on('timeout', onSilence).on('data', onData);
    socket.setTimeout(protocols.silenceMs);
  };
}
