// How long commands take, beside the same Python that only imports the model: in turn, so that both meet the same machine.
//
//   node bench/cli.ts [rounds]
//
// It runs the bundle in dist/engine, as users do. The first environment fetches scikit-learn where uv has not kept it yet.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const rounds = Number(process.argv[2] ?? 15);
const work = mkdtempSync(join(tmpdir(), 'truss-bench-'));
const cli = join(root, 'dist/engine/cli.mjs');
const env = {
  ...process.env,
  TRUSS_HOME: join(work, 'home'),
  TRUSS_UV: join(root, '.tools/bin/uv'),
  TRUSS_PYTHON: join(root, '.venv-dev/bin/python'),
};

/** What is asked of a command, in milliseconds; of `predict`, more than the import of the model. */
const asked = { predict: 120, 'config check': 150, 'env create': 2000 };

function write(directory: string, config: string): string {
  const path = join(work, directory);
  mkdirSync(join(path, 'model'), { recursive: true });
  writeFileSync(join(path, 'config.yaml'), config);
  writeFileSync(
    join(path, 'model/model.py'),
    'class Model:\n    def predict(self, request):\n        return {"predictions": request["inputs"]}\n',
  );
  return path;
}

function time(program: string, words: readonly string[], cwd: string = work): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(program, words, { cwd, env });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${String(stderr)}`);
  return performance.now() - startedAt;
}

function truss(...words: string[]): number {
  return time(process.execPath, [cli, ...words]);
}

/** The fastest of several runs: whatever else the machine does only adds to it. */
function fastest(samples: readonly number[]): number {
  return Math.min(...samples);
}

function report(name: keyof typeof asked, ms: number, note: string): void {
  console.log(`${name.padEnd(14)} ${ms.toFixed(0).padStart(5)} ms ${note}; asked for: ${asked[name]} ms`);
}

try {
  const plain = write('plain', '{}\n');
  truss('env', 'create', plain);
  const directory = execFileSync(process.execPath, [cli, 'env', 'path', plain], { env, encoding: 'utf8' }).trim();
  const python = join(directory, 'bin/python');
  const samples = Array.from({ length: rounds }, () => ({
    imported: time(python, ['-c', 'import model'], join(plain, 'model')),
    node: time(process.execPath, ['-e', '0']),
    predict: truss('predict', plain, '-d', '{"inputs": [1]}'),
    check: truss('config', 'check', plain),
  }));
  const imported = fastest(samples.map((sample) => sample.imported));
  const node = fastest(samples.map((sample) => sample.node));
  const predict = fastest(samples.map((sample) => sample.predict));
  console.log(
    `Python with the import of the model alone: ${imported.toFixed(0)} ms; Node alone: ${node.toFixed(0)} ms`,
  );
  report('predict', predict - imported, `more than the import (${(predict / imported).toFixed(1)} times as long)`);
  report('config check', fastest(samples.map((sample) => sample.check)), 'in all');

  const learned = write('learned', 'requirements: [scikit-learn]\n');
  truss('env', 'create', learned);
  const created = Array.from({ length: 3 }, () => {
    truss('env', 'remove', '--all');
    return truss('env', 'create', learned, '--frozen');
  });
  report('env create', fastest(created), 'for scikit-learn, with its lock and a warm cache');
} finally {
  rmSync(work, { recursive: true, force: true });
}
