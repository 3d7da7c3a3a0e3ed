// A body of multipart/form-data (RFC 7578) to its parts. It is whole already, so nothing is streamed: that leaves no state
// to hang in, and no part is dropped in silence, as streaming parsers do with those that they cannot read.
import type { OrRefusal } from '../../../../core/inference/refusal.ts';
import { isRefusal } from '../../../../core/inference/refusal.ts';
import { boundaryOf } from './boundary.ts';
import type { PartHead } from './part-head.ts';
import { readPartHead } from './part-head.ts';
import { unreadableForm } from './unreadable-form.ts';

/** A part of a form. */
export interface Part extends PartHead {
  /** A view into the body. */
  readonly bytes: Buffer;
}

/** More than any form has; each costs an object here and another one in the worker. */
const MAX_PARTS = 1000;

/** Two spellings of a file's name of 255 characters. Bounds how long names are, and how many headers a part has. */
const MAX_HEAD_BYTES = 4096;

const DASHES = Buffer.from('--');
const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

/** The parts of a form, in their order; a body that is none is refused. */
export function parseMultipart(body: Buffer, contentType: string): OrRefusal<Part[]> {
  const boundary = boundaryOf(contentType);
  if (boundary === null) return unreadableForm('its Content-Type names no boundary of 1 to 70 characters');
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // The first one may stand at the very beginning, without a line end before it.
  const startsAtOnce = startsWith(body, 0, delimiter.subarray(LINE_END.length));
  let at = startsAtOnce ? -LINE_END.length : body.indexOf(delimiter);
  if (at === -1) return unreadableForm('the boundary that its Content-Type names does not occur');
  const parts: Part[] = [];
  for (;;) {
    const afterDelimiter = at + delimiter.length;
    // Whatever follows the last delimiter means nothing.
    if (startsWith(body, afterDelimiter, DASHES)) return parts;
    const which = `part ${parts.length + 1}`;
    if (parts.length === MAX_PARTS) return unreadableForm(`it has more than ${MAX_PARTS} parts`);
    const headStart = skipBlanks(body, afterDelimiter);
    if (!startsWith(body, headStart, LINE_END)) {
      return unreadableForm(`the boundary before ${which} is not followed by a line end`);
    }
    const headEnd = findHeadEnd(body, headStart);
    if (headEnd === -1) return unreadableForm(`the headers of ${which} have no end within ${MAX_HEAD_BYTES} bytes`);
    const head = readPartHead(body.toString('utf8', headStart + LINE_END.length, headEnd), which);
    if (isRefusal(head)) return head;
    const start = headEnd + HEAD_END.length;
    // The line end before the delimiter may be the one that ends the headers.
    const end = body.indexOf(delimiter, start - LINE_END.length);
    if (end === -1) return unreadableForm(`${which} is cut short: no boundary follows it`);
    parts.push({ ...head, bytes: body.subarray(start, Math.max(start, end)) });
    at = end;
  }
}

function startsWith(body: Buffer, at: number, bytes: Buffer): boolean {
  return at + bytes.length <= body.length && body.compare(bytes, 0, bytes.length, at, at + bytes.length) === 0;
}

/** RFC 2046 allows blanks between a boundary and its line end. */
function skipBlanks(body: Buffer, start: number): number {
  let at = start;
  while (body[at] === 0x20 || body[at] === 0x09) at += 1;
  return at;
}

/** Where the headers that begin with the line end at `start` stop; -1 where they do not in time. */
function findHeadEnd(body: Buffer, start: number): number {
  const index = body.subarray(start, start + MAX_HEAD_BYTES).indexOf(HEAD_END);
  return index === -1 ? -1 : start + index;
}
