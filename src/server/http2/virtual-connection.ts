// A connection that leaves the process nowhere: one end is asked on, the other is served.
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { duplexPair } from 'node:stream';

/** Where the bytes of a connection really come from. */
export type Peer = Pick<Socket, 'remoteAddress' | 'remotePort' | 'remoteFamily'> & { readonly encrypted: boolean };

/**
 * Makes the two ends of a connection. The end that is served has what a server of HTTP asks of a socket besides the bytes: who
 * the peer is, and a way to end it when all that was written is read.
 */
export function virtualConnection(peer: Peer): { asking: Duplex; served: Duplex } {
  const [asking, served] = duplexPair();
  // An end that is destroyed takes the other one along, as a reset does; what was ended in order is still read.
  asking.once('close', () => served.destroy());
  served.once('close', () => {
    if (!served.writableFinished) asking.destroy();
  });
  for (const end of [asking, served]) end.on('error', () => {});
  const destroySoon = (): void => {
    if (served.writableFinished) served.destroy();
    else served.once('finish', () => served.destroy()).end();
  };
  return { asking, served: Object.assign(served, peer, { destroySoon }) };
}
