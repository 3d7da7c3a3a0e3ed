// What has to be there before anything is measured: environments of the peers, the forest that each has fitted, our trusses.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Model, ServerName } from './servers.ts';
import { CLI, PEERS, PEERS_HOME, PYTHON, TRUSS_HOME, TRUSSES } from './servers.ts';

const root = resolve(import.meta.dirname, '../..');
const uv = join(root, '.venv-dev/bin/uv');

/** The peer whose library fits the forest that our truss has. */
const FITTED_BY: ServerName = 'fastapi';

/** Makes what is missing; the first time that fetches some GB of packages. */
export function prepare(servers: ReadonlySet<ServerName>, models: ReadonlySet<Model>): void {
  if (!existsSync(CLI)) throw new Error(`${CLI} does not exist: run \`make build\` first`);
  for (const name of new Set([...servers, FITTED_BY])) if (name !== 'truss') preparePeer(name);
  for (const model of models) {
    if (model === 'converted') prepareConverted();
    else prepareTruss(model);
  }
}

function preparePeer(name: string): void {
  const directory = join(PEERS_HOME, name);
  const stamp = join(directory, '.ready');
  const requirements = join(PEERS, name, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(`Installing ${name} …`);
  const python = join(directory, 'bin/python');
  execFileSync(uv, ['venv', '--quiet', '--clear', directory, '--python', PYTHON]);
  // With bytecode, as pip leaves it: a start would measure the compiler.
  execFileSync(uv, ['pip', 'install', '--quiet', '--compile-bytecode', '--python', python, '-r', requirements]);
  execFileSync(python, [join(PEERS, 'common/models.py')]);
  writeFileSync(stamp, wanted);
}

function prepareTruss(model: Model): void {
  const directory = join(TRUSSES, model);
  cpSync(join(root, 'bench/trusses', model), directory, { recursive: true });
  if (model === 'forest') {
    mkdirSync(join(directory, 'data'), { recursive: true });
    copyFileSync(join(PEERS_HOME, FITTED_BY, 'model.joblib'), join(directory, 'data/model.joblib'));
  }
  runTruss('env', 'create', directory);
}

/** The forest as the quickstart makes a truss of it, and as `truss convert` makes another one of that. */
function prepareConverted(): void {
  const [made, converted] = [join(TRUSSES, 'quickstart'), join(TRUSSES, 'converted')];
  for (const directory of [made, converted]) rmSync(directory, { recursive: true, force: true });
  const home = join(PEERS_HOME, FITTED_BY);
  const makes = 'import sys, joblib, truss; truss.mk_truss(joblib.load(sys.argv[1]), sys.argv[2])';
  execFileSync(join(home, 'bin/python'), ['-c', makes, join(home, 'model.joblib'), made], {
    env: { ...ENVIRONMENT, PYTHONPATH: join(root, 'python/src') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  runTruss('convert', made, '--output', converted);
}

const ENVIRONMENT = { ...process.env, TRUSS_HOME, TRUSS_PYTHON: PYTHON };

function runTruss(...words: readonly string[]): void {
  execFileSync(process.execPath, [CLI, ...words], { env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'inherit'] });
}
