// The files of the playground, as the build has left them: each compressed in two ways, and not as it is, which nobody's browser asks for.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { TrussError } from '../../../core/errors/truss-error.ts';

/** Where they lie beside this module: in a bundle, in the sources. */
const PLACES = ['./ui/', '../../../../dist/playground/'];

/** The endings of what browsers are sent. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** A file of the page. */
export interface PageFile {
  readonly mediaType: string;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
  /** Of the content, whichever way it is compressed. */
  readonly hash: string;
}

/** The page itself, in the place of a name. */
export const INDEX = 'index.html';

/**
 * Reads all of them, by their names.
 *
 * @throws {TrussError} `SERVER_PAGE_MISSING` where they are in none of their places: an installation that lost files, or sources that were not built
 */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folders = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const folder = folders.find((each) => existsSync(path.join(each, `${INDEX}.gz`)));
  if (folder === undefined) {
    throw new TrussError('SERVER_PAGE_MISSING', {
      message: 'The files of the playground are missing.',
      hint: 'Install truss again; from sources, `npm run build` makes them.',
    });
  }
  const names = (await readdir(folder)).filter((name) => name.endsWith('.gz')).map((name) => name.slice(0, -3));
  return new Map(await Promise.all(names.map(async (name) => [name, await readPageFile(folder, name)] as const)));
}

async function readPageFile(folder: string, name: string): Promise<PageFile> {
  const [gzip, brotli] = await Promise.all(['gz', 'br'].map((end) => readFile(path.join(folder, `${name}.${end}`))));
  if (gzip === undefined || brotli === undefined) throw new Error(`${name} is not there in both ways`);
  const mediaType = MEDIA_TYPES[path.extname(name)] ?? 'application/octet-stream';
  return { mediaType, gzip, brotli, hash: createHash('sha256').update(gzip).digest('base64url').slice(0, 22) };
}
