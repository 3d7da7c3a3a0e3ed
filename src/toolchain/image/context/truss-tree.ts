// The files of a truss that go into its image.
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Ignore } from 'ignore';
import ignore from 'ignore';

import { isMissing } from '../../../system/system-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';
import { trussHome } from '../../home/truss-home.ts';
import { isLeftover } from '../../project/files/leftovers.ts';

/** The file of a truss in which stands what does not go into its image, in the syntax of `.gitignore`. */
const IGNORE_FILE = '.truss_ignore';

/** What no model reads, and what nobody wants in an image: it may hold secrets. `.truss_ignore` can take one back: `!.env`. */
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

/** A file that goes into an image. */
export interface TreeFile {
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
 * environments, and what holds secrets by its name. Links are followed; one that leads nowhere, or back, is left out.
 *
 * @throws {TrussError} `FILE_UNREADABLE`
 */
export async function readTree(root: string): Promise<readonly TreeFile[]> {
  const rules = ignore()
    .add(NEVER)
    .add(await readIgnoreFile(join(root, IGNORE_FILE)));
  const files = await filesBelow({ root, rules, home: trussHome() }, '', [await realpath(root)]).catch(
    (error: unknown) => {
      throw explainReadError(error, root);
    },
  );
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

interface Walk {
  readonly root: string;
  readonly rules: Ignore;
  readonly home: string;
}

/** `around`: the real paths of the directories on the way, into which a link may lead back. */
async function filesBelow(walk: Walk, inside: string, around: readonly string[]): Promise<TreeFile[]> {
  const directory = join(walk.root, inside);
  const names = await readdir(directory);
  // A virtual environment, whatever it is called.
  if (inside !== '' && names.includes('pyvenv.cfg')) return [];
  const files: TreeFile[] = [];
  for (const name of names) {
    if (isLeftover(name)) continue;
    const path = inside === '' ? name : `${inside}/${name}`;
    const source = join(walk.root, path);
    const found = await stat(source).catch(() => null);
    if (found === null || walk.rules.ignores(found.isDirectory() ? `${path}/` : path)) continue;
    if (found.isFile()) {
      files.push({ path, source, size: found.size, isExecutable: (found.mode & 0o111) !== 0 });
    } else if (found.isDirectory()) {
      const place = await realpath(source);
      const isHome = relative(walk.home, place) === '';
      if (!isHome && !around.includes(place)) files.push(...(await filesBelow(walk, path, [...around, place])));
    }
  }
  return files;
}

async function readIgnoreFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw explainReadError(error, path);
  }
}
