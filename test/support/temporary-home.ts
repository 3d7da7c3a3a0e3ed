// What tests of the toolchain run in: a TRUSS_HOME of their own, the uv and Python of the repository, and trusses that go with the test.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { afterAll, beforeAll, onTestFinished } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** The variables that lead Truss to a home, a uv and a Python. */
export interface HomeVariables {
  readonly TRUSS_HOME: string;
  readonly TRUSS_UV: string;
  readonly TRUSS_PYTHON: string;
}

/** The variables for a `TRUSS_HOME` at `home`. */
export function homeVariables(home: string): HomeVariables {
  return {
    TRUSS_HOME: home,
    TRUSS_UV: process.env['TRUSS_TEST_UV'] ?? join(root, '.venv-dev/bin/uv'),
    TRUSS_PYTHON: process.env['TRUSS_TEST_PYTHON'] ?? join(root, '.venv-dev/bin/python'),
  };
}

/** Gives all tests of a file one new home; gives its path once they run. */
export function useTemporaryHome(): () => string {
  let home = '';
  const before = { ...process.env };
  beforeAll(() => {
    home = newDirectory();
    Object.assign(process.env, homeVariables(home));
  });
  afterAll(() => {
    process.env = before;
    rmSync(home, { recursive: true, force: true });
  });
  return () => home;
}

/** Writes a truss (path → text) into a new directory that goes when the test has finished. */
export function temporaryTruss(files: Readonly<Record<string, string>>): string {
  const directory = newDirectory();
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFiles(directory, files);
  return directory;
}

/** Writes files (path → text) below a directory. */
export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

function newDirectory(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'truss-test-')));
}
