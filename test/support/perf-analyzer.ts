// Triton's load generator, installed by the tests themselves. Its wheel wants a newer C library than the oldest system
// that we test on has: there it runs on the libraries of the next Debian, unpacked beside it and installed nowhere.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

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
  if (!existsSync(root)) await unpackLibraries(root);
  const libraries = path.join(root, 'usr/lib/x86_64-linux-gnu');
  const command: Command = [path.join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries, program];
  if (await starts(command)) return command;
  throw new Error('it does not start');
}

/** apt does it all in a directory of its own: nothing of the system's changes. */
async function unpackLibraries(root: string): Promise<void> {
  const half = `${root}.${process.pid}`;
  await mkdir(path.join(half, 'lists/partial'), { recursive: true });
  await mkdir(path.join(half, 'cache/archives/partial'), { recursive: true });
  const sources = path.join(half, 'sources.list');
  await writeFile(
    sources,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${await archive()} ${SUITE} main\n`,
  );
  const settings = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State': half,
    'Dir::State::lists': path.join(half, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(half, 'cache'),
    // Whoever runs the tests owns the directory, and nobody else may write there.
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await run('apt-get', [...options, 'update'], { cwd: half });
  await run('apt-get', [...options, 'download', ...LIBRARIES], { cwd: half });
  const packages = (await readdir(half)).filter((name) => name.endsWith('.deb'));
  for (const name of packages) await run('dpkg-deb', ['-x', name, 'root'], { cwd: half });
  await rename(path.join(half, 'root'), root);
  await rm(half, { recursive: true });
}

/** Where this system has its own packages from. */
async function archive(): Promise<string> {
  const words = ['indextargets', '--format', '$(REPO_URI) $(ORIGIN) $(CODENAME)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', words);
  const line = stdout.split('\n').find((each) => /^\S+ Debian \w+$/.test(each));
  if (line === undefined) throw new Error('this is no Debian');
  return line.split(' ', 1)[0] ?? '';
}

async function starts([program, ...words]: Command): Promise<boolean> {
  try {
    await run(program, [...words, '--version']);
    return true;
  } catch {
    return false;
  }
}
