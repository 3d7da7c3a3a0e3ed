import { NO_ROOM, tooLarge } from '../../../core/inference/body-refusals.ts';
import { freeAtOnce } from '../../../core/inference/free-at-once.ts';
import type { PiecedBody } from '../../../core/inference/pieced-body.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { GrowingBuffer } from '../coding/growing-buffer.ts';
import type { HttpRequest } from '../direct/direct-request.ts';
import { DirectRequest } from '../direct/direct-request.ts';
import { KeptPieces } from './kept-pieces.ts';

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
  /** It is complete, and came in several pieces. Default: they are put together for `onBody`. */
  readonly onPieces?: ((body: PiecedBody) => void) | null;
  /** It is larger than allowed, alone or together with all others, or comes in crumbs, and is not read any further. */
  readonly onRefused: (failure: RequestFailure) => void;
}

/** So many pieces a body may always have: a client may well write line by line. */
const MAX_CRUMBS = 65_536;

/**
 * Smaller pieces than this on average cost more to take apart than they carry: 100 MiB in chunks of one byte would keep
 * the server busy for a minute.
 */
const MIN_MEAN_BYTES = 16;

/** Reads a request's body. One that comes in one piece, as small ones do, is passed on as it is and at once. */
export function readBody(request: HttpRequest, reader: BodyReader): void {
  const { maxBytes, announcedBytes, hold, onBody, onPieces, onRefused } = reader;
  if (request instanceof DirectRequest) return hold(request.body.length) ? onBody(request.body) : onRefused(NO_ROOM);
  let earlier: GrowingBuffer | KeptPieces | null = null;
  let bytes = 0;
  let pieces = 0;
  let isDone = false;
  request.on('data', (piece: Buffer) => {
    if (isDone) return;
    bytes += piece.length;
    pieces += 1;
    const refusal = bodyRefusal(bytes, pieces, maxBytes) ?? (hold(piece.length) ? null : NO_ROOM);
    if (refusal !== null) {
      isDone = true;
      earlier = null;
      onRefused(refusal);
      return;
    }
    // Not later at 'end', which comes a turn after.
    isDone = bytes === announcedBytes;
    if (isDone && earlier === null) return onBody(piece);
    earlier ??= onPieces ? new KeptPieces() : new GrowingBuffer(announcedBytes);
    earlier.append(piece);
    // It was copied, and nobody else has it.
    if (earlier instanceof GrowingBuffer) freeAtOnce(piece);
    if (isDone) tell(earlier);
  });
  request.on('end', () => {
    if (!isDone) {
      if (earlier === null) onBody(NOTHING);
      else tell(earlier);
    }
    isDone = true;
  });
  function tell(whole: GrowingBuffer | KeptPieces): void {
    if (whole instanceof GrowingBuffer) onBody(whole.content);
    else onPieces?.(whole.content);
  }
}

function bodyRefusal(bytes: number, pieces: number, maxBytes: number): RequestFailure | null {
  if (bytes > maxBytes) return tooLarge(maxBytes);
  return pieces > MAX_CRUMBS && bytes < pieces * MIN_MEAN_BYTES ? CRUMBS : null;
}

const CRUMBS: RequestFailure = {
  code: 'REQUEST_BODY_INVALID',
  message: 'The body of the request comes in too many, too small pieces',
  hint: 'Send it in larger chunks.',
};

const NOTHING = Buffer.alloc(0);
