// The files of a truss that go into its image.
import { isUtf8 } from 'node:buffer';
import type { Stats } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Ignore } from 'ignore';
import ignore from 'ignore';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { isMissing, systemErrorCode } from '../../../system/system-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';
import { trussHome } from '../../home/truss-home.ts';
import { isLeftover } from '../../project/files/leftovers.ts';

/** The file of a truss in which stands what does not go into its image, in the syntax of `.gitignore`. */
const IGNORE_FILE = '.truss_ignore';

/** What no model reads, and what nobody wants in an image: it may hold secrets. `.truss_ignore` can take one back by its name, as `!.env`. */
const NEVER = [
  '.env',
  '.env.*',
  '.netrc',
  '.pypirc',
  '.aws',
  '.ssh',
  'id_rsa*',
  '.git*',
  '.dockerignore',
  IGNORE_FILE,
  '.truss',
  'node_modules',
  '.cache',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.tox',
  '.nox',
  '*.egg-info',
];

/** A file that goes into an image, or a directory in which there is none. */
export interface TreeFile {
  readonly kind: 'file' | 'directory';
  /** From the root of the tree, with `/`. */
  readonly path: string;
  /** Absolute. */
  readonly source: string;
  readonly size: number;
  readonly isExecutable: boolean;
  /** What the image has in the place of its content. */
  readonly text?: string;
}

/**
 * The files below a directory, in the order of their paths: without what `.truss_ignore` there names, what tools leave behind, virtual
 * environments, and what holds secrets by its name. Links are followed; one that leads nowhere, or back, is left out. Directories stand for
 * themselves where no file does: a model may list them, or write there.
 *
 * @throws {TrussError} `FILE_UNREADABLE`, `IMAGE_UNSUPPORTED` for a name that a context cannot have
 */
export async function readTree(root: string): Promise<readonly TreeFile[]> {
  const rules = readRules(await readIgnoreFile(join(root, IGNORE_FILE)));
  const files = await filesBelow({ root, rules, home: trussHome() }, '', [await realpath(root)]).catch(
    (error: unknown) => {
      throw explainReadError(error, root);
    },
  );
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

interface Walk {
  readonly root: string;
  readonly rules: Rules;
  readonly home: string;
}

/** What is left out. */
interface Rules {
  readonly own: Ignore;
  readonly never: Ignore;
  readonly takenBack: Ignore;
}

/** `text`: of `.truss_ignore`. A wildcard, as in `!*`, brings no secrets back. */
function readRules(text: string): Rules {
  // As git on Linux: `*.csv` means no `A.CSV`, and a name may be `...`.
  const make = (): Ignore => ignore({ ignoreCase: false, allowRelativePaths: true });
  const named = text.split('\n').filter((line) => line.startsWith('!') && !/[*?[]/.test(line));
  return { own: make().add(text), never: make().add(NEVER), takenBack: make().add(named) };
}

/** `path`: with a `/` at its end for a directory. */
function isLeftOut({ own, never, takenBack }: Rules, path: string): boolean {
  const [name = ''] = /[^/]+\/?$/.exec(path) ?? [];
  if (never.ignores(name) && !takenBack.test(path).unignored) return true;
  return own.ignores(path);
}

/** `around`: the real paths of the directories on the way, into which a link may lead back. */
async function filesBelow(walk: Walk, inside: string, around: readonly string[]): Promise<TreeFile[]> {
  const names = await namesIn(join(walk.root, inside));
  // A virtual environment, whatever it is called.
  if (inside !== '' && names.includes('pyvenv.cfg')) return [];
  const files: TreeFile[] = [];
  for (const name of names) {
    if (isLeftover(name)) continue;
    const path = inside === '' ? name : `${inside}/${name}`;
    const source = join(walk.root, path);
    const found = await statOrNull(source);
    if (found === null || isLeftOut(walk.rules, found.isDirectory() ? `${path}/` : path)) continue;
    if (found.isFile()) {
      files.push({ kind: 'file', path, source, size: found.size, isExecutable: (found.mode & 0o111) !== 0 });
    } else if (found.isDirectory()) {
      const place = await realpath(source);
      const isHome = relative(walk.home, place) === '';
      if (!isHome && !around.includes(place)) files.push(...(await directoryAt(walk, path, [...around, place])));
    }
  }
  return files;
}

/** What is in a directory; the directory, where that is nothing. */
async function directoryAt(walk: Walk, path: string, around: readonly string[]): Promise<readonly TreeFile[]> {
  const source = join(walk.root, path);
  const files = await filesBelow(walk, path, around);
  if (files.length > 0 || (await namesIn(source)).includes('pyvenv.cfg')) return files;
  return [{ kind: 'directory', path, source, size: 0, isExecutable: false }];
}

/** @throws {TrussError} `IMAGE_UNSUPPORTED` for a name that is no text: left out, it would be missed in the container alone */
async function namesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory, { encoding: 'buffer' });
  const strange = names.find((name) => !isUtf8(name));
  if (strange === undefined) return names.map(String);
  throw new TrussError('IMAGE_UNSUPPORTED', {
    message: `The name of ${join(directory, String(strange))} is not UTF-8, so that an image cannot have it.`,
    hint: 'Rename it, or take it out of the truss.',
  });
}

/** Null for a link that leads nowhere, or in a circle. */
async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error) || systemErrorCode(error) === 'ELOOP') return null;
    throw error;
  }
}

async function readIgnoreFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw explainReadError(error, path);
  }
}
