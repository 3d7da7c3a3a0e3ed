// How long images take to be made and to answer, and what Truss adds to them; beside BentoML and MLflow, in turn.
// On a machine that does other things, all containers together have the share of one process: their figures are then too long.
//
//   node bench/images.ts [--rounds 3] [--gigabytes 2] [--bentoml PYTHON] [--mlflow PYTHON]
//
// It needs an engine with python:3.11-slim and node:24-slim, and runs the bundle in dist/engine. PYTHON is the Python of an environment
// that has the peer, and scikit-learn; without it the peer is left out. Where Python makes an image, caches of packages are warm.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import type { Place } from './images/commands.ts';
import { freePort, median, run, timed, untilRight } from './images/commands.ts';
import type { Packager } from './images/packagers.ts';
import { bentoPackager, mlflowPackager, trussPackager } from './images/packagers.ts';
import { layersBeyond, sumOf, told } from './images/sizes.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    gigabytes: { type: 'string', default: '2' },
    bentoml: { type: 'string' },
    mlflow: { type: 'string' },
  },
});
const root = resolve(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'truss-bench-'));
const cli = join(root, 'dist/engine/cli.mjs');
const truss = join(root, 'examples/iris');
const rounds = Number(values.rounds);
const mark = `truss-bench-${randomBytes(4).toString('hex')}`;
const place: Place = {
  cwd: work,
  env: {
    ...process.env,
    TRUSS_HOME: join(work, 'home'),
    TRUSS_UV: process.env['TRUSS_UV'] ?? join(root, '.venv-dev/bin/uv'),
  },
};
const tags: string[] = [];

function tagOf(name: string): string {
  const tag = `${mark}-${name}:latest`;
  if (!tags.includes(tag)) tags.push(tag);
  return tag;
}

function report(what: string, figure: string, bar: string): void {
  console.log(`| ${what} | ${figure} | ${bar} |`);
}

const seconds = (samples: readonly number[]): string =>
  `${median(samples).toFixed(2)} s (${Math.min(...samples).toFixed(2)} to ${Math.max(...samples).toFixed(2)})`;

/** One row of a request, and what the answer has to begin with. */
async function ask(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/models/iris:predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"inputs": [[5.1, 3.5, 1.4, 0.2]]}',
  });
  return (await response.text()).startsWith('{"predictions":["setosa"]');
}

/** Random bytes, which no file system shrinks. */
function writeLarge(path: string, gigabytes: number): void {
  const file = openSync(path, 'w');
  for (let written = 0; written < gigabytes * 1000; written += 10) writeSync(file, randomBytes(1e7));
  closeSync(file);
}

/** An image with gigabytes of data: unchanged, and after an edit of a line. */
function measureEdits(): void {
  mkdirSync(join(work, 'large'));
  const large = { cwd: join(work, 'large'), env: place.env };
  const packager = trussPackager({ place: large, truss, program: cli });
  writeLarge(join(large.cwd, 'iris/data/large.bin'), Number(values.gigabytes));
  const tag = tagOf('large');
  const build = (): void => packager.build(tag, { fresh: false });
  build();
  const unchanged = Array.from({ length: rounds }, () => timed(build));
  report(`unchanged, ${values.gigabytes} GB in data/`, seconds(unchanged), '≤ 1.0 s');
  const layers = (): readonly string[] =>
    JSON.parse(run('docker', ['image', 'inspect', '--format', '{{json .RootFS.Layers}}', tag], place)) as string[];
  const before = layers();
  const edited = Array.from({ length: rounds }, () => {
    packager.edit();
    return timed(build);
  });
  const changed = layers().filter((layer) => !before.includes(layer)).length;
  report(
    `model.py changed, ${values.gigabytes} GB in data/`,
    `${seconds(edited)}, ${changed} layer`,
    '≤ 3 s, one layer',
  );
}

/** What is in the image beside the base, the model's packages and its data. */
function measureAddition(tag: string): void {
  const said = run(process.execPath, [cli, 'image', 'build', join(work, 'iris'), '--tag', tag, '--json'], place);
  const { layers } = JSON.parse(said) as { readonly layers: readonly { readonly name: string }[] };
  const sizes = layersBeyond(tag, 'python:3.11-slim', place);
  const added = sizes.filter((_, index) => !['environment', 'data'].includes(layers[index]?.name ?? ''));
  report('added to base and packages', told(sumOf(added)), '≤ 150 MB, ≤ 55 MB compressed');
}

/** From the start to the first right answer, in a container and here, in turn. */
async function measureStarts(tag: string): Promise<void> {
  const samples = { container: [] as number[], host: [] as number[] };
  // The first one makes the environment of the host.
  run(process.execPath, [cli, 'env', 'create', join(work, 'iris')], place);
  for (let round = 0; round < rounds; round += 1) {
    const port = await freePort();
    const host = {
      program: process.execPath,
      words: [cli, 'serve', join(work, 'iris'), '--port', String(port)],
      place,
    };
    samples.host.push(await untilRight(host, () => ask(port)));
    const words = ['run', '--rm', '--init', '--publish', `127.0.0.1:${port}:8080`, tag];
    samples.container.push(await untilRight({ program: 'docker', words, place }, () => ask(port)));
  }
  const { container, host } = samples;
  const ratio = median(container) / median(host);
  report(
    'start to first right answer',
    `${seconds(container)}; on the host ${seconds(host)}: ${ratio.toFixed(2)}×`,
    '≤ 1.3×',
  );
}

/** First builds and builds after an edit, each packager in turn. */
function measureBuilds(packagers: readonly Packager[]): void {
  const all = packagers.map((packager, index) => {
    return { packager, tag: tagOf(String(index)), first: [] as number[], edited: [] as number[] };
  });
  // What is downloaded once is there from now on, for those who keep it.
  for (const { packager, tag } of all) packager.build(tag, { fresh: true });
  for (let round = 0; round < rounds; round += 1) {
    for (const { packager, tag, first, edited } of all) {
      first.push(timed(() => packager.build(tag, { fresh: true })));
      packager.edit();
      edited.push(timed(() => packager.build(tag, { fresh: false })));
    }
  }
  console.log(
    '\n| iris, no data but the model | first build | after an edit | beyond its base image |\n|---|---|---|---|',
  );
  for (const { packager, tag, first, edited } of all) {
    const size = told(sumOf(layersBeyond(tag, packager.base, place)));
    console.log(`| ${packager.name} | ${seconds(first)} | ${seconds(edited)} | ${size} |`);
  }
}

try {
  console.log(
    `${rounds} rounds; medians, and in brackets from the least to the most\n\n| | | asked for |\n|---|---|---|`,
  );
  const own = trussPackager({ place, truss, program: cli });
  const tag = tagOf('0');
  own.build(tag, { fresh: true });
  measureAddition(tag);
  await measureStarts(tag);
  measureEdits();
  const { bentoml, mlflow } = values;
  measureBuilds([
    own,
    ...(bentoml === undefined ? [] : [bentoPackager({ place, truss, program: resolve(bentoml) })]),
    ...(mlflow === undefined ? [] : [mlflowPackager({ place, truss, program: resolve(mlflow) })]),
  ]);
} finally {
  for (const tag of tags) execFileSync('docker', ['image', 'rm', '--force', tag], { stdio: 'ignore' });
  rmSync(work, { recursive: true, force: true });
}
