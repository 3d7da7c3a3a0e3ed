// The two states of the repository that are compared: this checkout, and a commit that is built beside it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { noopQuestion } from '../compare/questions.ts';
import type { Contender } from '../measure/contender.ts';

const root = resolve(import.meta.dirname, '../..');
const cache = join(root, '.cache/bench-before-after');

/** A built Truss, with trusses of its own: each version writes its locks and environments as it does. */
export interface Side {
  readonly name: 'before' | 'after';
  /** The script that is the command line. */
  readonly cli: string;
  /** The folder of its trusses. */
  readonly trusses: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Builds the commit that `ref` names, where that was not done before. This checkout has to be built already.
 *
 * @throws {Error} where there is no such commit, or this checkout is not built
 */
export function prepareSides(ref: string): readonly [before: Side, after: Side] {
  const after = join(root, 'dist/engine/cli.mjs');
  if (!existsSync(after)) throw new Error(`${after} does not exist: run \`make build\` first`);
  const commit = execFileSync('git', ['rev-parse', '--verify', `${ref}^{commit}`], {
    cwd: root,
    encoding: 'utf8',
  }).trim();
  return [side('before', join(build(commit), 'dist/engine/cli.mjs')), side('after', after)];
}

/** A server of a side for these trusses, which is ready when the no-op model answers. */
export function contenderOf({ name, cli, trusses, environment }: Side, served: readonly string[]): Contender {
  const directories = served.map((each) => join(trusses, each));
  return {
    name,
    question: noopQuestion(served.length > 1 ? '/v1/models/noop:predict' : '/v1/models/model:predict'),
    launch: ({ port }) => ({
      command: [process.execPath, cli, 'serve', ...directories, '--port', String(port)],
      environment,
    }),
  };
}

function side(name: Side['name'], cli: string): Side {
  const trusses = join(cache, name, 'trusses');
  rmSync(trusses, { recursive: true, force: true });
  mkdirSync(trusses, { recursive: true });
  cpSync(join(root, 'bench/trusses/noop'), join(trusses, 'noop'), { recursive: true });
  const python = join(root, '.venv-dev/bin/python');
  return { name, cli, trusses, environment: { TRUSS_HOME: join(cache, name, 'home'), TRUSS_PYTHON: python } };
}

/** The files of a commit, built; gives where. */
function build(commit: string): string {
  const directory = join(cache, 'commits', commit);
  const stamp = join(directory, 'dist/.built');
  if (existsSync(stamp)) return directory;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  execFileSync('/bin/sh', ['-c', 'git archive "$1" | tar -xf - -C "$2"', 'sh', commit, directory], { cwd: root });
  const lock = 'package-lock.json';
  if (readFileSync(join(directory, lock), 'utf8') === readFileSync(join(root, lock), 'utf8')) {
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  } else execFileSync('npm', ['ci', '--prefer-offline', '--loglevel=error'], { cwd: directory, stdio: 'inherit' });
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(stamp, '');
  return directory;
}
