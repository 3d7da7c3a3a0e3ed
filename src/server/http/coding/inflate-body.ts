import type { Transform } from 'node:stream';
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';

import { NO_ROOM, tooLarge } from '../../../core/inference/body-refusals.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { GrowingBuffer } from './growing-buffer.ts';
import type { Coding } from './request-coding.ts';

/** How a body is inflated, and who gets it. */
export interface Inflation {
  readonly coding: Coding;
  /** The most bytes that it may have when it is inflated. */
  readonly maxBytes: number;
  /** Makes room for one more piece; false refuses the body. */
  readonly hold: (bytes: number) => boolean;
  readonly onBody: (body: Buffer) => void;
  /** It could not be inflated, or not any further. */
  readonly onRefused: (failure: RequestFailure) => void;
}

const NOT_INFLATABLE: RequestFailure = {
  code: 'REQUEST_BODY_INVALID',
  message: 'The body of the request is not what its Content-Encoding says: it cannot be decompressed',
};

/** Each piece is one turn of the event loop and one of the thread pool: the default of 16 KiB takes four times as many. */
const PIECE_BYTES = 64 * 1024;

/** Undoes the coding of a body, off the main thread. A bomb ends with the first piece that is too much. */
export function inflateBody(coded: Buffer, { coding, maxBytes, hold, onBody, onRefused }: Inflation): void {
  const inflater = createInflater(coding, coded);
  const inflated = new GrowingBuffer(Number.NaN);
  let bytes = 0;
  inflater.on('data', (piece: Buffer) => {
    bytes += piece.length;
    const isTooLarge = bytes > maxBytes;
    if (!isTooLarge && hold(piece.length)) return inflated.append(piece);
    inflater.destroy();
    onRefused(isTooLarge ? tooLarge(maxBytes) : NO_ROOM);
  });
  inflater.once('end', () => onBody(inflated.content));
  inflater.once('error', () => onRefused(NOT_INFLATABLE));
  inflater.end(coded);
}

function createInflater(coding: Coding, coded: Buffer): Transform {
  const options = { chunkSize: PIECE_BYTES };
  if (coding === 'gzip') return createGunzip(options);
  return hasZlibHeader(coded) ? createInflate(options) : createInflateRaw(options);
}

/** RFC 1950, 2.2. `deflate` means this format (RFC 9110, 8.4.1.2), but some clients send what lies inside it. */
function hasZlibHeader(coded: Buffer): boolean {
  const [method = 0, flags = 0] = coded;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}
