// Triton's load generator, installed by the tests themselves. Its wheel wants a newer C library than the oldest system
// that we test on has: there it runs on the libraries of the next Debian, unpacked beside it and installed nowhere.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { unpackDebianPackages } from './debian-packages.ts';
import { homeVariables } from './temporary-home.ts';

const run = promisify(execFile);

/** The version that the tests were written with. */
const VERSION = '2.60.0';

/** The Debian whose libraries it runs on, and those that it needs. */
const SUITE = 'trixie';
const LIBRARIES = ['libc6', 'libstdc++6', 'libgcc-s1', 'zlib1g', 'libssl3t64', 'libzstd1'];

/** Kept between runs: 45 MB. */
const CACHE = path.resolve(import.meta.dirname, '../../.cache/perf-analyzer', VERSION);

/** A program and its first arguments. */
export type Command = readonly [string, ...string[]];

/** The command that runs it, or why it cannot be had here. */
export async function installPerfAnalyzer(): Promise<{ readonly command: Command } | { readonly reason: string }> {
  try {
    if (!existsSync(CACHE)) await install();
    const program = path.join(CACHE, 'perf_analyzer/bin/perf_analyzer');
    if (await starts([program])) return { command: [program] };
    return { command: await withNewerLibraries(program) };
  } catch (error) {
    return { reason: `perf_analyzer cannot be installed here: ${String(error)}` };
  }
}

async function install(): Promise<void> {
  const { TRUSS_UV } = homeVariables('');
  const half = `${CACHE}.${process.pid}`;
  const platform = ['--python-platform', 'x86_64-manylinux_2_40', '--python-version', '3.11'];
  await run(TRUSS_UV, ['pip', 'install', '--target', half, '--no-deps', ...platform, `perf-analyzer==${VERSION}`]);
  await rename(half, CACHE);
}

async function withNewerLibraries(program: string): Promise<Command> {
  const root = path.join(CACHE, 'root');
  if (!existsSync(root)) await unpackDebianPackages(root, { packages: LIBRARIES, suite: SUITE });
  const libraries = path.join(root, 'usr/lib/x86_64-linux-gnu');
  const command: Command = [path.join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries, program];
  if (await starts(command)) return command;
  throw new Error('it does not start');
}

async function starts([program, ...words]: Command): Promise<boolean> {
  try {
    await run(program, [...words, '--version']);
    return true;
  } catch {
    return false;
  }
}
