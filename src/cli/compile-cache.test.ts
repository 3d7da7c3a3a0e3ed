import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { beforeEach, expect, onTestFinished, test } from 'vitest';

const PROGRAM = resolve(import.meta.dirname, 'main.ts');

let home: string;
let shared: string;

beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), 'truss-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  home = join(directory, 'home');
  // What another user of the machine has made before us, in the place where Node would look.
  shared = join(directory, 'tmp');
  mkdirSync(join(shared, 'node-compile-cache'), { recursive: true, mode: 0o777 });
});

function start(): void {
  const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...environment } = process.env;
  execFileSync(process.execPath, [PROGRAM, '--version'], { env: { ...environment, TRUSS_HOME: home, TMPDIR: shared } });
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' });
}

test('compiled modules lie below the home of the user', () => {
  mkdirSync(home, { mode: 0o700 });
  start();
  expect(filesIn(join(home, 'cache/node'))).not.toEqual([]);
  expect(filesIn(shared)).toEqual(['node-compile-cache']);
});

test('a home may be a link', () => {
  mkdirSync(join(shared, 'disk'), { mode: 0o700 });
  symlinkSync(join(shared, 'disk'), home);
  start();
  expect(filesIn(join(home, 'cache/node'))).not.toEqual([]);
});

test('no home is made for them', () => {
  start();
  expect(filesIn(join(home, '..')).toSorted()).toEqual(['tmp', 'tmp/node-compile-cache']);
});

test('what others may write is not used', () => {
  mkdirSync(home);
  chmodSync(home, 0o777);
  start();
  expect(filesIn(home)).toEqual([]);
  chmodSync(home, 0o700);
  mkdirSync(join(home, 'cache'));
  symlinkSync(shared, join(home, 'cache/node'));
  start();
  expect(filesIn(shared)).toEqual(['node-compile-cache']);
});
