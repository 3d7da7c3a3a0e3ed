import { relative } from 'node:path';

/** A path as short as it can be: relative where it lies below the current directory. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  if (short === '') return '.';
  return short.startsWith('..') ? path : short;
}
