// How long weights take to come, beside those who only fetch: curl for one large file, huggingface_hub for a repository of 200. In turn,
// so that all meet the same machine. And what a start costs whose weights are all there.
//
//   node bench/weights.ts [--rounds 3] [--gigabytes 1] [--python PATH]
//
// It runs the bundle in dist/engine. PATH is a Python with huggingface_hub; without it that is left out. Times are of the clock; where
// the machine does other things too, what the processors worked (in brackets) says more.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    gigabytes: { type: 'string', default: '1' },
    python: { type: 'string' },
  },
});
const root = resolve(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'truss-bench-'));
const cli = join(root, 'dist/engine/cli.mjs');
const FILES = 200;
const bytes = Number(values.gigabytes) * 1e9;

/** What one run took. */
interface Run {
  readonly seconds: number;
  readonly cpu: number;
  /** The most memory, in MB. */
  readonly memory: number;
}

const server = spawn(process.execPath, [join(import.meta.dirname, 'weights/server.ts'), String(bytes), String(FILES)]);
const url = String(((await once(server.stdout, 'data')) as [Buffer])[0]).trim();
const env = {
  ...process.env,
  TRUSS_HOME: join(work, 'home'),
  TRUSS_UV: join(root, '.venv-dev/bin/uv'),
  TRUSS_PYTHON: join(root, '.venv-dev/bin/python'),
  HF_ENDPOINT: url,
  HF_HOME: join(work, 'hf'),
  HF_HUB_DISABLE_XET: '1',
  HF_HUB_DISABLE_TELEMETRY: '1',
  HF_HUB_DISABLE_PROGRESS_BARS: '1',
};

/** GNU time tells what no call of Node's does: the most memory that a child had. */
function run(program: string, words: readonly string[]): Run {
  const times = join(work, 'times');
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', '-o', times, program, ...words], {
    cwd: work,
    env,
  });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${String(stderr)}`);
  const [seconds = 0, user = 0, system = 0, kilobytes = 0] = readFileSync(times, 'utf8').split(/\s+/).map(Number);
  return { seconds, cpu: user + system, memory: kilobytes / 1000 };
}

const truss = (...words: string[]): Run => run(process.execPath, [cli, ...words]);

function write(name: string, config: string): string {
  const directory = join(work, name);
  mkdirSync(join(directory, 'model'), { recursive: true });
  writeFileSync(join(directory, 'config.yaml'), config);
  writeFileSync(join(directory, 'model/model.py'), 'class Model:\n    def predict(self, request):\n        return 1\n');
  return directory;
}

function weights(name: string, source: string): string {
  return write(name, `weights: [{source: "${source}", mount_location: ${work}/mounts/${name}}]\n`);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function medianOf(runs: readonly Run[], key: keyof Run): number {
  return median(runs.map((each) => each[key]));
}

/** Beside the first: how many times as long, and for what is short how much longer. */
function beside(runs: readonly Run[], first: readonly Run[]): string {
  if (runs === first) return '';
  const ratio = (key: 'seconds' | 'cpu'): string => (medianOf(runs, key) / medianOf(first, key)).toFixed(2);
  const more = 1000 * (medianOf(runs, 'cpu') - medianOf(first, 'cpu'));
  return `, ${ratio('seconds')}× the first (${ratio('cpu')}×, ${more.toFixed(0)} ms more of processor)`;
}

function report(name: string, runs: readonly Run[], first: readonly Run[]): void {
  const of = (key: keyof Run): number => medianOf(runs, key);
  const told = `${of('seconds').toFixed(2)} s (${of('cpu').toFixed(2)} s of processor), ${of('memory').toFixed(0)} MB`;
  console.log(`${name.padEnd(34)} ${told}${beside(runs, first)}`);
}

/** Each round asks everybody once. */
function compare(contenders: Readonly<Record<string, () => Run>>): void {
  const runs = Object.entries(contenders).map(([name, go]) => ({ name, go, all: [] as Run[] }));
  for (let round = 0; round < Number(values.rounds); round += 1) for (const { go, all } of runs) all.push(go());
  for (const { name, all } of runs) report(name, all, runs[0]?.all ?? all);
}

function fresh(directory: string): () => Run {
  return () => {
    truss('weights', 'clean', '--all');
    return truss('weights', 'pull', directory);
  };
}

try {
  const large = weights('large', `${url}/large.safetensors`);
  const many = weights('many', 'hf://org/many');
  const plain = write('plain', '{}\n');
  for (const directory of [large, many]) truss('weights', 'lock', directory);
  const file = join(work, 'large.safetensors');
  console.log(
    `One file of ${values.gigabytes} GB, and ${FILES} files of ${FILES / 4} × 4 MB and ${(FILES * 3) / 4} × 20 kB, from loopback`,
  );
  compare({
    curl: () => run('curl', ['-sf', '-o', file, `${url}/large.safetensors`]),
    'curl, then sha256sum': () =>
      run('sh', ['-c', `curl -sf -o ${file} ${url}/large.safetensors && sha256sum ${file}`]),
    'truss weights pull': fresh(large),
  });
  rmSync(file, { force: true });
  const { python } = values;
  const download = `from huggingface_hub import snapshot_download; snapshot_download("org/many")`;
  const hub = (): Run => {
    rmSync(env.HF_HOME, { recursive: true, force: true });
    return run(python ?? '', ['-c', download]);
  };
  compare({
    ...(python === undefined ? {} : { 'huggingface_hub, 200 files': hub }),
    'truss weights pull, 200 files': fresh(many),
  });
  const predict = (directory: string) => () => truss('predict', directory, '-d', '{}');
  for (const directory of [plain, many]) predict(directory)();
  compare({ 'truss predict, no weights': predict(plain), 'truss predict, 200 files there': predict(many) });
} finally {
  server.kill();
  rmSync(work, { recursive: true, force: true });
}
