// The bounds of gRPC. Node's HTTP/2 adds its own: floods of frames that want an answer (PING, SETTINGS) and of invalid frames end the
// connection, and a header list above 64 KiB its stream.
import type { ServerOptions as Http2Options } from 'node:http2';

import type { Server, ServerInterceptor, ServerOptions } from '@grpc/grpc-js';

/**
 * Calls and requests at a time on one connection; who needs more opens another. Node counts one that was cancelled until its turn of the
 * event loop ends, and refuses what comes in its place within it above this bound (ENHANCE_YOUR_CALM; a proxy's clients get a 502): so many
 * may be cancelled, and others made, at once as half of it. A queue of the default length takes as many from one connection.
 */
const MAX_CONCURRENT_STREAMS = 500;

/**
 * What clients may do on one connection that they do when a model is slow and many calls with a deadline are made again, or when they hedge
 * them. Beyond it Node ends the connection with all that is asked on it; its own bounds (1000, 33 and 100) hold off floods that cost a
 * server more than they cost here, where what is cancelled costs less than what is answered.
 */
const CANCELLING: Pick<Http2Options, 'maxSessionRejectedStreams' | 'streamResetBurst' | 'streamResetRate'> = {
  // Calls that are cancelled: so many at once, and so many a second.
  streamResetBurst: 20_000,
  streamResetRate: 2000,
  // Calls in a row that were refused, each for itself, as above the bound of those at a time.
  maxSessionRejectedStreams: 100_000,
};

/** Names, shapes and parameters around the tensors, which alone count as body. */
const MESSAGE_ROOM_BYTES = 1024 * 1024;

/** MB that a connection's own bookkeeping and its unread answers may take; above, new calls on it are refused. */
const MAX_CONNECTION_MB = 1024;

/** How long a connection may be without a sign of life in a call before it is asked for one, and has time to give it. */
const KEEPALIVE_MS = 60_000;
const KEEPALIVE_ANSWER_MS = 20_000;

/** How large a message may be where the largest body has so many bytes. */
export function maxMessageBytes(maxBodyBytes: number): number {
  return maxBodyBytes + MESSAGE_ROOM_BYTES;
}

/** The options of a server whose largest message has so many bytes: asked for each call, since models come, change and go. */
export function grpcOptions(maxBytes: () => number, interceptors: ServerInterceptor[]): ServerOptions {
  return {
    interceptors,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    // The library reads it when a call begins.
    get 'grpc.max_receive_message_length'() {
      return maxBytes();
    },
    // Answers are bounded by the worker's frames.
    'grpc.max_send_message_length': -1,
    'grpc-node.max_session_memory': MAX_CONNECTION_MB,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_ANSWER_MS,
    // It notes every call, for nobody.
    'grpc.enable_channelz': 0,
  };
}

/** Lets clients cancel calls as above. The library has no option for it: they are set where it keeps those of its servers of HTTP/2. */
export function allowCancelling(server: Server): void {
  const options: unknown = Reflect.get(server, 'commonServerOptions');
  if (typeof options === 'object' && options !== null) Object.assign(options, CANCELLING);
}
