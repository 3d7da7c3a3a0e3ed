// Whole answers on their way out: what the kernel does not take at once is counted until its reader has taken it.
import { Socket } from 'node:net';

import { freeBuffer } from '../../../core/inference/free-at-once.ts';
import type { AnswerReader, UnreadAnswers } from '../../service/unread-answers.ts';
import type { HttpResponse } from '../direct/direct-response.ts';

/**
 * A longer answer leaves in pieces, so that it can be seen whether its reader takes anything: at less than a piece in a minute
 * nobody waits for the end of it.
 */
const PIECE_BYTES = 256 * 1024;

/** A longer answer lies alone in its memory: sockets are read in pieces of 64 KiB at the most, and this one was put together of several. */
const ALONE_BYTES = 64 * 1024;

/** Who bounds what is not read, and for how long a reader may take nothing. */
export interface Patience {
  readonly unread: UnreadAnswers;
  /** When the time of the request that is answered is over, in ms of the server's monotonic clock. */
  readonly deadlineAt: number;
}

/** Whether there is no room for an answer of so many bytes; small ones always go out. */
export function isTooMuch(bytes: number, unread: UnreadAnswers): boolean {
  return bytes > PIECE_BYTES && !unread.roomFor(bytes);
}

/** Ends a response, whose head was written, with these bytes, which nobody else reads: a long answer is freed when it was sent. */
export function endWith(response: HttpResponse, payload: Uint8Array, patience: Patience): void {
  if (payload.length > ALONE_BYTES) freeWhenSent(response, payload);
  if (payload.length > PIECE_BYTES) return endInPieces(response, payload, patience);
  response.end(payload);
  watchRest(response, patience);
}

function freeWhenSent(response: HttpResponse, payload: Uint8Array): void {
  // The system has what was written to a socket. What was written to another stream, as that of HTTP/2 is, somebody may still be reading.
  if (response.socket instanceof Socket) response.once('finish', () => freeBuffer(payload));
}

/** Counts what is left of a response that has ended, until it is taken. */
export function watchRest(response: HttpResponse, { unread, deadlineAt }: Patience): void {
  const { writableLength } = response;
  // Nearly always there is nothing: the kernel has taken it.
  if (writableLength === 0) return;
  const answer = unread.hold(new ResponseReader(response), writableLength, unread.patienceMs(deadlineAt));
  releaseAtEnd(response, answer);
}

function endInPieces(response: HttpResponse, payload: Uint8Array, { unread, deadlineAt }: Patience): void {
  const reader = new ResponseReader(response);
  releaseAtEnd(response, unread.hold(reader, payload.length, unread.patienceMs(deadlineAt)));
  const writeNext = (): void => {
    const piece = payload.subarray(reader.given, reader.given + PIECE_BYTES);
    reader.given += piece.length;
    if (reader.given === payload.length) response.end(piece);
    // Also where it was taken already, which is told a little later: the next piece would go into the same write.
    else response.write(piece, onTaken);
  };
  const onTaken = (error?: Error | null): void => {
    if (error === undefined || error === null) writeNext();
  };
  writeNext();
}

function releaseAtEnd(response: HttpResponse, answer: { release(): void }): void {
  const release = (): void => answer.release();
  response.once('finish', release).once('close', release);
}

/** The client of a response. */
export class ResponseReader implements AnswerReader {
  readonly #response: HttpResponse;
  /** How many bytes the response was given. */
  given = 0;

  constructor(response: HttpResponse) {
    this.#response = response;
  }

  get taken(): number {
    return this.given - this.#response.writableLength;
  }

  cutOff(): void {
    this.#response.destroy();
  }
}
