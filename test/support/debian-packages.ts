// Packages of Debian, unpacked into a directory and installed nowhere: nothing of the system's changes, no service starts.
import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What is unpacked. */
export interface DebianPackages {
  readonly packages: readonly string[];
  /** The name of the Debian that they are of; this system's own by default. */
  readonly suite?: string;
}

/**
 * Unpacks packages, without those that they need, so that `into` is their root directory; it is there whole, or not at all.
 *
 * @throws {Error} where this is no Debian, or the packages cannot be had
 */
export async function unpackDebianPackages(into: string, { packages, suite }: DebianPackages): Promise<void> {
  const half = `${into}.${process.pid}`;
  await mkdir(path.join(half, 'lists/partial'), { recursive: true });
  await mkdir(path.join(half, 'cache/archives/partial'), { recursive: true });
  const system = await ownArchive();
  const sources = path.join(half, 'sources.list');
  await writeFile(
    sources,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${system.archive} ${suite ?? system.suite} main\n`,
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
  await run('apt-get', [...options, 'download', ...packages], { cwd: half });
  const files = (await readdir(half)).filter((name) => name.endsWith('.deb'));
  for (const file of files) await run('dpkg-deb', ['-x', file, 'root'], { cwd: half });
  await rename(path.join(half, 'root'), into);
  await rm(half, { recursive: true });
}

/** Where this system has its own packages from, and what it is called. */
async function ownArchive(): Promise<{ readonly archive: string; readonly suite: string }> {
  const words = ['indextargets', '--format', '$(REPO_URI) $(ORIGIN) $(CODENAME)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', words);
  const [, archive, suite] = /^(\S+) Debian (\w+)$/m.exec(stdout) ?? [];
  if (archive === undefined || suite === undefined) throw new Error('this is no Debian');
  return { archive, suite };
}
