// Where Pythons lie. Only looks at directories; nothing is run here.
import { readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { pathDirectories } from '../../../system/processes/find-executable.ts';
import { showMinor } from './python-version.ts';

/** Minor versions that a directory is searched for: also too old ones, because a message lists what was found. */
const KNOWN_MINORS = [13, 12, 11, 10, 9, 14, 15, 8, 7, 6];

/** The Python that launched truss: the wheel's launcher and the Python package say which. Null: started in another way. */
export function launchingPython(): string | null {
  const given = process.env['TRUSS_PYTHON'];
  return given === undefined || given === '' ? null : resolve(given);
}

/** What `python3` and `python` are in this shell, in the order of PATH. */
export function pythonsOfShell(): readonly string[] {
  return pathDirectories().flatMap((directory) => [join(directory, 'python3'), join(directory, 'python')]);
}

/**
 * Paths at which a Python may be, best first: the launching one, PATH, pyenv's, conda's and uv's own, where installers put them, and
 * what is only called `python3` or `python`. With a minor version only places that can have it. Most of the paths do not exist.
 */
export async function pythonPaths(minor: number | null): Promise<readonly string[]> {
  const launching = launchingPython();
  const names = (minor === null ? KNOWN_MINORS : [minor]).map((each) => `python${showMinor(each)}`);
  // Of pyenv's shims the numbered ones fail unless that version is switched on, slowly; its versions are looked up themselves.
  const onPath = pathDirectories().filter((directory) => directory !== join(pyenvRoot(), 'shims'));
  const directories = [...onPath, ...(await otherDirectories())];
  const numbered = directories.flatMap((directory) => names.map((name) => join(directory, name)));
  return [...new Set([...(launching === null ? [] : [launching]), ...numbered, ...pythonsOfShell()])];
}

function pyenvRoot(): string {
  return process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv');
}

async function otherDirectories(): Promise<readonly string[]> {
  const home = homedir();
  const { UV_PYTHON_INSTALL_DIR, XDG_DATA_HOME } = process.env;
  const roots = await Promise.all([
    childrenOf(join(pyenvRoot(), 'versions')),
    condaRoots(home),
    childrenOf(UV_PYTHON_INSTALL_DIR ?? join(XDG_DATA_HOME ?? join(home, '.local', 'share'), 'uv', 'python')),
    // Of python.org's installer on macOS.
    childrenOf('/Library/Frameworks/Python.framework/Versions'),
  ]);
  // A notebook that was not started from a shell has a PATH without these.
  const usual = [join(home, '.local'), '/opt/homebrew', '/usr/local', '/usr'];
  return [...roots.flat(), ...usual].map((root) => join(root, 'bin'));
}

/** Conda writes every environment that it makes into a list of the user's; its own directory and the active one may be missing there. */
async function condaRoots(home: string): Promise<readonly string[]> {
  const { CONDA_PREFIX, CONDA_EXE } = process.env;
  const listed = await readFile(join(home, '.conda', 'environments.txt'), 'utf8').catch(() => '');
  const usual = ['miniconda3', 'miniforge3', 'mambaforge', 'anaconda3'].map((name) => join(home, name));
  return [
    ...(CONDA_PREFIX === undefined ? [] : [CONDA_PREFIX]),
    ...(CONDA_EXE === undefined ? [] : [dirname(dirname(CONDA_EXE))]),
    ...listed.split('\n').filter((line) => line.startsWith('/')),
    ...usual,
    '/opt/conda',
  ];
}

/** The directories in a directory, newest version first; none where there is no such directory. */
async function childrenOf(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  const newestFirst = names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return newestFirst.map((name) => join(directory, name));
}
