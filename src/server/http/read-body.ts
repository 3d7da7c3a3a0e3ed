import type { IncomingMessage } from 'node:http';

import { GrowingBuffer } from './growing-buffer.ts';

/** Who gets a body. */
export interface BodyReader {
  /** The most bytes that it may have. */
  readonly maxBytes: number;
  /** Its length by Content-Length; NaN where that was not sent. */
  readonly announcedBytes: number;
  /** Makes room for one more piece; false refuses the body. */
  readonly hold: (bytes: number) => boolean;
  /** It is complete. */
  readonly onBody: (body: Buffer) => void;
  /** It is larger than allowed, alone or together with all others, and is not read any further. */
  readonly onRefused: (reason: 'tooLarge' | 'noRoom') => void;
}

/** Reads a request's body. One that comes in one piece, as small ones do, is passed on as it is and at once. */
export function readBody(request: IncomingMessage, reader: BodyReader): void {
  const { maxBytes, announcedBytes, hold, onBody, onRefused } = reader;
  let earlier: GrowingBuffer | null = null;
  let bytes = 0;
  let isDone = false;
  request.on('data', (piece: Buffer) => {
    if (isDone) return;
    bytes += piece.length;
    const isTooLarge = bytes > maxBytes;
    if (isTooLarge || !hold(piece.length)) {
      isDone = true;
      earlier = null;
      onRefused(isTooLarge ? 'tooLarge' : 'noRoom');
      return;
    }
    // Not later at 'end', which comes a turn after.
    isDone = bytes === announcedBytes;
    if (isDone && earlier === null) return onBody(piece);
    earlier ??= new GrowingBuffer(announcedBytes);
    earlier.append(piece);
    if (isDone) onBody(earlier.content);
  });
  request.on('end', () => {
    if (!isDone) onBody(earlier?.content ?? NOTHING);
    isDone = true;
  });
}

const NOTHING = Buffer.alloc(0);
