// All that an image of a truss is made of, before anything is written.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import { directoryName, entryName } from '../../../core/config/entry-name.ts';
import { setIn } from '../../../core/config/yaml/edit.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { Example } from '../../../core/examples/examples.ts';
import type { Stage } from '../../../core/image/dockerfile.ts';
import { renderDockerfile } from '../../../core/image/dockerfile.ts';
import type { CopiedLayer } from '../../../core/image/image-stages.ts';
import {
  baseImageOf,
  imageStages,
  isTakenAsItIs,
  needsNoPython,
  variablesOfLines,
} from '../../../core/image/image-stages.ts';
import { imageLabels, LABEL } from '../../../core/image/labels.ts';
import { IMAGE_PORT } from '../../../core/image/places.ts';
import { version } from '../../../core/version.ts';
import { explainReadError } from '../../home/explain-system-error.ts';
import type { Progress } from '../../progress.ts';
import { requireExternalPackages } from '../../project/check/external-packages.ts';
import { readExamples } from '../../project/examples/read-examples.ts';
import type { DigestOptions } from '../../project/files/digest-file.ts';
import { digestFile } from '../../project/files/digest-file.ts';
import { LOCK_FILE, trussFiles } from '../../project/files/truss-files.ts';
import type { Project } from '../../project/open/open-project.ts';
import { pullWeights } from '../../weights/pull-weights.ts';
import { placeSeparatedOf } from '../../weights/separated-files.ts';
import { weightFiles } from '../../weights/weight-files.ts';
import { contextReadme } from './context-readme.ts';
import { findImageBundle } from './image-bundle.ts';
import type { ContextPlace, ImageLock, ImageLockOptions } from './image-lock.ts';
import { imageLock, lockFacts } from './image-lock.ts';
import { createPace } from './pace.ts';
import type { FileLayer } from './sort-files.ts';
import { asPackages, sortFiles } from './sort-files.ts';
import type { TreeFile } from './truss-tree.ts';
import { readTree } from './truss-tree.ts';
import type { ContextFile } from './write-layers.ts';

/** The uv that installs packages in images: one for everybody, so that equal locks make equal layers. */
const UV_VERSION = '0.13.9';

/** Where Node is from. */
const NODE_IMAGE = 'node:24-slim';

/** Where an image can have nothing. */
const IS_SCRATCH = /^\/+(?:var\/+)?run\//;

/** How a context is planned. */
export interface ContextOptions extends ImageLockOptions {
  /** Whether the files of `data/` go into the image, or are mounted when it runs. */
  readonly withData: boolean;
}

/** A context, and what has to be known to build and to find its image. */
export interface ContextPlan {
  readonly files: readonly ContextFile[];
  readonly stages: readonly Stage[];
  /** Images that it stands on. */
  readonly bases: readonly string[];
  /** A sha256 of everything that the image is made of, but for the images that it stands on. */
  readonly hash: string;
  /** The name of the truss: that of the image, where none is given. */
  readonly name: string;
  readonly lock: ImageLock;
}

/**
 * Reads a truss, and says what its image is made of. Nothing is written but the lock, where it does not fit.
 *
 * @throws {TrussError} `ENV_*`, `FILE_*`, `IMAGE_UNSUPPORTED`, `WEIGHTS_*`
 */
export async function planContext(project: Project, options: ContextOptions): Promise<ContextPlan> {
  await requireExternalPackages(project);
  requireSayable(project);
  const lock = await imageLock(project, options);
  const { frozen, progress, signal } = options;
  // Before the files are read: weights of data/ are among them.
  if (hasBakedWeights(project)) await pullWeights(project, { frozen, offline: false, progress, signal });
  else await placeSeparatedOf(project);
  const [layers, server, examples] = await Promise.all([
    trussLayers(project, lock, options.withData),
    serverLayer(project),
    readableExamples(project),
  ]);
  const all = [...server, ...layers];
  const reading = { signal, onRead: tellOfReading(progress) };
  const digested = await Promise.all(all.map((layer) => digestLayer(layer, reading)));
  const facts = {
    config: project.config,
    minor: lock.minor,
    uvVersion: UV_VERSION,
    nodeImage: NODE_IMAGE,
    layers: all.map((layer, index) => copied(layer, digested[index])),
    lock: lockFacts(lock, project.directory, (path) => placeOf(all, path, digested)),
  };
  const name = entryName(project.config.model_name ?? directoryName(basename(project.directory)));
  const digests = digestsOf(digested, lock);
  const port = isTakenAsItIs(project.config) ? (project.config.docker_server?.server_port ?? IMAGE_PORT) : IMAGE_PORT;
  const { config, minor } = facts;
  const labels = imageLabels({ name, config, minor, port, examples, digests, withData: options.withData });
  const hash = hashOf([renderDockerfile('', imageStages({ ...facts, labels })), ...digested.flatMap(linesOf)]);
  const stages = imageStages({ ...facts, labels: { [LABEL.hash]: hash, ...labels } });
  const heading = `The image of ${name}, made by Truss ${version}: \`truss image build\` writes this file anew.\nPlain \`docker build .\` takes it too, with BuildKit.`;
  const files = [
    ...digested.flatMap(({ files: own }) => own),
    text('Dockerfile', renderDockerfile(heading, stages)),
    text('.dockerignore', '# All of this directory is wanted: what is not was left out when it was written.\n'),
    text(LOCK_FILE, lock.text),
    text('README.md', contextReadme(name, stages)),
  ];
  return { files, stages, bases: basesOf(project, lock, facts.lock), hash, name, lock };
}

/** @throws {TrussError} `IMAGE_UNSUPPORTED` for a variable of several lines where no server of ours could set it */
function requireSayable({ config }: Project): void {
  const [variable] = isTakenAsItIs(config) ? variablesOfLines(config) : [];
  if (variable === undefined) return;
  throw new TrussError('IMAGE_UNSUPPORTED', {
    message: `environment_variables.${variable[0]} has several lines, which a Dockerfile cannot say.`,
    hint: 'Put the text into a file of data/, or leave docker_server.no_build out: our server then sets the variable.',
  });
}

/** Images that a Dockerfile starts from. */
function basesOf({ config }: Project, { minor }: ImageLock, lock: { readonly isEmpty: boolean }): readonly string[] {
  const base = baseImageOf(config, minor);
  if (isTakenAsItIs(config)) return [base];
  const tools = needsNoPython(config, lock) ? [] : [`python:3.${minor}-slim`];
  return [...new Set([base, ...tools, NODE_IMAGE])];
}

/** The truss's own files. Its lock and its config are written as the image has them. */
async function trussLayers(project: Project, lock: ImageLock, withData: boolean): Promise<readonly FileLayer[]> {
  const { config, directory } = project;
  const own = await readTree(directory);
  const outside = await Promise.all(trussFiles(project).externalPackages.map(readTree));
  const files = [...own, ...outside.flatMap((tree) => asPackages(tree, config))];
  const written = unique(files).map((file) => rewritten(file, project, lock));
  return sortFiles({ files: written, weights: await weightTree(project), config, withData });
}

/** Whether an image holds the weights; else its pods have them from a volume. */
function hasBakedWeights({ config }: Project): boolean {
  return (config.deploy.weights?.from ?? 'image') === 'image';
}

/** Weights that live elsewhere, where the model looks for them. */
async function weightTree(project: Project): Promise<readonly TreeFile[]> {
  if (!hasBakedWeights(project)) return [];
  const files = await weightFiles(project);
  return files.map(({ mounted, stored, bytes }) => {
    if (IS_SCRATCH.test(mounted)) {
      throw new TrussError('IMAGE_UNSUPPORTED', {
        message: `An image cannot have weights at ${mounted}: /run is emptied wherever it is run.`,
        hint: 'Give them another mount_location, such as /models.',
      });
    }
    return { kind: 'file', path: mounted.replace(/^\/+/, ''), source: stored, size: bytes, isExecutable: false };
  });
}

/** Of two files of one path the one that Python finds first: that of the truss. */
function unique(files: readonly TreeFile[]): readonly TreeFile[] {
  const first = new Map<string, TreeFile>();
  for (const file of files) if (!first.has(file.path)) first.set(file.path, file);
  return [...first.values()];
}

/** Packages of elsewhere lie among those of the truss in an image, so that its config names none. */
function rewritten(file: TreeFile, { config, text: written }: Project, lock: ImageLock): TreeFile {
  if (file.path === LOCK_FILE) return { ...file, text: lock.text };
  if (file.path !== CONFIG_FILE || config.external_package_dirs.length === 0) return file;
  return { ...file, text: setIn(written, ['external_package_dirs'], []) };
}

async function serverLayer({ config }: Project): Promise<readonly FileLayer[]> {
  if (isTakenAsItIs(config)) return [];
  const { program, worker } = findImageBundle();
  const below = (prefix: string, files: readonly TreeFile[]): TreeFile[] =>
    files.map((file) => ({ ...file, path: `opt/truss/server/${prefix}${file.path}` }));
  const modules = (await readTree(program)).filter(({ path }) => !path.startsWith('python/'));
  const files = [...below('', modules), ...below('python/truss_worker/', await readTree(worker))];
  return [{ name: 'server', folder: 'server', about: `the server of Truss ${version}`, files }];
}

/** A layer whose files have digests. */
interface DigestedLayer {
  readonly name: FileLayer['name'];
  readonly files: readonly ContextFile[];
}

/** So much takes long enough to be told; of what is remembered nothing is read. */
const WORTH_TELLING = 2 ** 28;

function tellOfReading(progress: Progress): (bytes: number) => void {
  let isTold = false;
  return (bytes) => {
    if (isTold || bytes < WORTH_TELLING) return;
    isTold = true;
    progress({ phase: 'context', message: 'Reading large files, which is done once' });
  };
}

async function digestLayer({ name, folder, files }: FileLayer, reading: DigestOptions): Promise<DigestedLayer> {
  const digested: ContextFile[] = [];
  const pace = createPace(reading.signal);
  for (const { kind, path, source, size, isExecutable, text: content } of files) {
    await pace();
    const target = `layers/${folder}/${path}`;
    if (kind === 'directory') {
      digested.push({ path: target, from: 'directory', size: 0, digest: '', isExecutable });
    } else if (content === undefined) {
      digested.push({
        path: target,
        from: { source },
        size,
        digest: await digestReadable(source, reading),
        isExecutable,
      });
    } else {
      digested.push({ ...text(target, content), isExecutable });
    }
  }
  return { name, files: digested };
}

async function digestReadable(source: string, reading: DigestOptions): Promise<string> {
  try {
    return await digestFile(source, reading);
  } catch (error) {
    throw explainReadError(error, source);
  }
}

function text(path: string, content: string): ContextFile {
  const size = Buffer.byteLength(content);
  return { path, from: { text: content }, size, digest: sha256(content), isExecutable: false };
}

function copied({ name, folder, about }: FileLayer, digested: DigestedLayer | undefined): CopiedLayer {
  return { name, folder: `layers/${folder}`, about, digest: hashOf(digested === undefined ? [] : linesOf(digested)) };
}

/** Where a file or directory of the truss lies in the context, and a digest of it. */
function placeOf(layers: readonly FileLayer[], path: string, digested: readonly DigestedLayer[]): ContextPlace | null {
  const inImage = `app/${path}`;
  const isWithin = (each: string, place: string): boolean => each === place || each.startsWith(`${place}/`);
  const layer = layers.find(({ files }) => files.some((file) => isWithin(file.path, inImage)));
  if (layer === undefined || path.startsWith('..')) return null;
  const source = `layers/${layer.folder}/${inImage}`;
  const files = digested.flatMap(({ files: all }) => all).filter((file) => isWithin(file.path, source));
  return { source, digest: hashOf(linesOf({ files })) };
}

function linesOf({ files }: Pick<DigestedLayer, 'files'>): readonly string[] {
  return files.map(({ path, digest, isExecutable }) => `${path}\0${digest}\0${isExecutable}`);
}

function digestsOf(layers: readonly DigestedLayer[], lock: ImageLock): { code: string; lock: string; data: string } {
  const of = (names: readonly string[]): string =>
    hashOf(layers.filter(({ name }) => names.includes(name)).flatMap(linesOf));
  return { code: of(['packages', 'model', 'config']), lock: sha256(lock.text), data: of(['data']) };
}

function hashOf(lines: readonly string[]): string {
  return sha256(lines.join('\n'));
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** They only show in labels what the model takes. */
async function readableExamples(project: Project): Promise<readonly Example[]> {
  try {
    return await readExamples(project);
  } catch (error) {
    if (error instanceof TrussError) return [];
    throw error;
  }
}
