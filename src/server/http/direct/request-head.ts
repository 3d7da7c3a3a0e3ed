// The one form of a request's head that is read directly: what nearly every client sends that asks for a prediction.
import type { IncomingHttpHeaders } from 'node:http';

/** The head of a request. */
export interface RequestHead {
  /** All of it, to the blank line. */
  readonly text: string;
  readonly target: string;
  /** By their names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Where the lines of the headers begin. */
  readonly fieldsAt: number;
  /** So many bytes has the body, which begins behind the text. */
  readonly bodyBytes: number;
}

/** So long is a head that is read directly at the most: cookies and long traces are for Node's parser. */
const MAX_HEAD_BYTES = 8 * 1024;

/** So long is a body; longer ones come in pieces, for which the way through Node's parser is the better one. */
const MAX_BODY_BYTES = 64 * 1024;

/** A request with its head and the end of it. */
export const MAX_REQUEST_BYTES = MAX_HEAD_BYTES + MAX_BODY_BYTES;

const METHOD = 'POST ';
const METHOD_BYTES = Buffer.from(METHOD);
const VERSION = ' HTTP/1.1\r\n';
const END = Buffer.from('\r\n\r\n');
const BLANK_LINE_BYTES = 2;

/**
 * A header and the end of its line: a name of RFC 9110, 5.6.2, and a value of visible ASCII, blanks and tabs. Whatever else HTTP, or
 * somebody's parser, may allow (folded lines, bare line feeds, other bytes) is not looked for.
 */
const FIELD = /([!#$%&'*+.^`|~\w-]+):[ \t]*([\t\x20-\x7e]*)\r\n/gy;

/**
 * Headers that change how a request or its answer is framed, or whose doubling means something. Requests with them go the way through
 * Node's parser, and so do those of pages in a browser, which want to be told whether they may read the answer.
 */
const NOT_PLAIN: ReadonlySet<string> = new Set([
  'expect',
  'origin',
  'proxy-connection',
  'sec-fetch-site',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** One to five digits, of which the first is no zero. */
const LENGTH = /^[1-9]\d{0,4}$/;

/**
 * Reads the head of the request that begins with these bytes. `short`: its end is still to come. Null where it is of any other form:
 * then Node's parser says what it is. What is read here is a part of what that would read, and in the same way: each name once, the
 * length in digits, every line with its end.
 *
 * `last`: of the same connection. Most clients send the same head again and again, which costs less to see than to read (1 of 13 µs
 * that the server's front takes for a small request).
 */
export function readHead(bytes: Buffer, last: RequestHead | null = null): RequestHead | 'short' | null {
  if (last !== null && bytes.toString('latin1', 0, last.text.length) === last.text) return last;
  const compared = Math.min(bytes.length, METHOD_BYTES.length);
  if (bytes.compare(METHOD_BYTES, 0, compared, 0, compared) !== 0) return null;
  const end = bytes.indexOf(END);
  if (end === -1 && bytes.length <= MAX_HEAD_BYTES) return 'short';
  if (end === -1 || end > MAX_HEAD_BYTES) return null;
  const text = bytes.toString('latin1', 0, end + END.length);
  const targetEnd = text.indexOf(' ', METHOD.length);
  if (!text.startsWith(VERSION, targetEnd)) return null;
  const fieldsAt = targetEnd + VERSION.length;
  const headers = readFields(text, fieldsAt);
  if (headers === null) return null;
  const { 'content-length': length = '', connection } = headers;
  if (!LENGTH.test(length) || (connection !== undefined && connection.toLowerCase() !== 'keep-alive')) return null;
  const bodyBytes = Number(length);
  if (bodyBytes > MAX_BODY_BYTES) return null;
  return { text, target: text.slice(METHOD.length, targetEnd), headers, fieldsAt, bodyBytes };
}

function readFields(text: string, begin: number): IncomingHttpHeaders | null {
  // A header named as what every object has, such as `constructor`, looks as if it were there already: Node deals with it.
  const headers: IncomingHttpHeaders = {};
  for (let at = begin; at < text.length - BLANK_LINE_BYTES; at = FIELD.lastIndex) {
    FIELD.lastIndex = at;
    const [, name = '', value = ''] = FIELD.exec(text) ?? [];
    const key = name.toLowerCase();
    if (key === '' || NOT_PLAIN.has(key) || headers[key] !== undefined) return null;
    headers[key] = value.trimEnd();
  }
  return headers;
}

/** The headers of a head, as they came: name, value, name, value. */
export function rawFields({ text, fieldsAt }: RequestHead): string[] {
  FIELD.lastIndex = fieldsAt;
  return [...text.matchAll(FIELD)].flatMap(([, name = '', value = '']) => [name, value.trimEnd()]);
}
