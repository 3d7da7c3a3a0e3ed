import type { Coding } from './request-coding.ts';

/** What fits into one packet is not sooner there for being smaller. */
export const MIN_COMPRESSED_BYTES = 1400;

/** RFC 9110, 12.4.2. */
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

/** The coding that a client asks for with `Accept-Encoding` for a body of so many bytes; null for none. Of equals, gzip. */
export function answerCoding(header: string | string[] | undefined, bytes: number): Coding | null {
  if (typeof header !== 'string' || bytes < MIN_COMPRESSED_BYTES) return null;
  const qualities = new Map(header.split(',').map(readElement));
  const others = qualities.get('*') ?? 0;
  const gzip = qualities.get('gzip') ?? qualities.get('x-gzip') ?? others;
  const deflate = qualities.get('deflate') ?? others;
  const best = Math.max(gzip, deflate);
  // Whoever would rather have it as it is says so; nobody who wants it coded names `identity` first.
  if (best === 0 || best < (qualities.get('identity') ?? 0)) return null;
  return gzip === best ? 'gzip' : 'deflate';
}

/** A coding and how much it is wanted, from 0 (not at all) to 1; what is not valid is not wanted. */
function readElement(element: string): [name: string, quality: number] {
  const [name = '', ...parameters] = element.split(';').map((part) => part.trim());
  const [parameter] = parameters;
  if (parameter === undefined) return [name.toLowerCase(), 1];
  return [name.toLowerCase(), Number(QUALITY.exec(parameter)?.[1] ?? 0)];
}
