import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import { LABEL } from '../../core/image/labels.ts';
import { IMAGE_PORT } from '../../core/image/places.ts';
import type { TrussContainer } from '../docker/find-containers.ts';
import { containerOwner, inspectContainers } from '../docker/find-containers.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import type { TrussImage } from '../docker/find-images.ts';
import { askEngine } from '../docker/run-engine-client.ts';
import { lastLogLines } from './container-logs.ts';

/** How a container is run. */
export interface ContainerOptions {
  /** The directory of its truss, absolute. */
  readonly directory: string;
  /** Of this machine; 0: any that is free. */
  readonly port: number;
  /** Values of secrets by name. They are handed on as variables, and stand in no command. */
  readonly secrets: Readonly<Record<string, string>>;
  /** `all`, a number, `device=0`; null: none. */
  readonly gpus: string | null;
  readonly memory: string | null;
  readonly cpus: string | null;
  /** Variables, as `NAME=value` or `NAME`. */
  readonly env: readonly string[];
  readonly readOnly: boolean;
  /** A directory of data that the image has not, absolute. */
  readonly data: { readonly source: string; readonly target: string } | null;
  readonly name: string | null;
  readonly signal: AbortSignal;
}

/** A container that runs, and answers somewhere. */
export interface RunningContainer {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** It says of itself by then that it starts; while it loads, nobody needs to know to the millisecond. */
const POLL_MS = 100;

/** The last lines say why a server has ended. */
const LAST_LINES = 20;

/**
 * Starts a container. Where that fails, or the caller gives up meanwhile, nothing is left of it.
 *
 * @throws {TrussError} `CONTAINER_PORT_TAKEN`, `CONTAINER_GPU_MISSING`, `IMAGE_*`
 */
export async function startContainer(
  engine: ContainerEngine,
  image: TrussImage,
  options: ContainerOptions,
): Promise<RunningContainer> {
  const { secrets, signal } = options;
  const env = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`TRUSS_SECRET_${name}`, value]));
  const id = await askEngine(engine, createArguments(engine, image, { ...options, variables: Object.keys(env) }), {
    env,
  });
  try {
    signal.throwIfAborted();
    await askEngine(engine, ['container', 'start', id]);
    const [container] = await inspectContainers(engine, [id]);
    return { id, name: container?.name ?? id, url: container?.url ?? `http://127.0.0.1:${options.port}` };
  } catch (error) {
    await removeContainer(engine, id);
    throw error;
  }
}

function createArguments(
  engine: ContainerEngine,
  image: TrussImage,
  options: ContainerOptions & { readonly variables: readonly string[] },
): string[] {
  const { directory, port, gpus, memory, cpus, env, readOnly, data, name, variables } = options;
  const inside = image.labels[LABEL.port] ?? String(IMAGE_PORT);
  return [
    'container',
    'create',
    // It reaps what a model starts and forgets.
    '--init',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    `--publish=127.0.0.1:${port === 0 ? '' : port}:${inside}`,
    `--label=${LABEL.owner}=${containerOwner()}`,
    `--label=${LABEL.directory}=${directory}`,
    ...(name === null ? [] : ['--name', name]),
    ...(readOnly ? ['--read-only', '--tmpfs', '/tmp'] : []),
    ...(gpus === null ? [] : gpuArguments(engine, gpus)),
    ...(memory === null ? [] : ['--memory', memory]),
    ...(cpus === null ? [] : ['--cpus', cpus]),
    ...(data === null ? [] : ['--volume', `${data.source}:${data.target}:ro`]),
    ...[...variables, ...env].flatMap((variable) => ['--env', variable]),
    image.id,
  ];
}

/** Docker reads a list of devices in quotes only. Podman before 5.0 takes `--gpus` and does nothing; it knows each device by its name. */
export function gpuArguments({ kind }: Pick<ContainerEngine, 'kind'>, gpus: string): string[] {
  const [, listed] = /^"?device=([^"]*)"?$/.exec(gpus) ?? [];
  if (kind === 'docker') return ['--gpus', listed?.includes(',') === true ? `"device=${listed}"` : gpus];
  const counted = /^\d+$/.test(gpus) ? Array.from({ length: Number(gpus) }, (_, index) => String(index)) : ['all'];
  return (listed?.split(',') ?? counted).flatMap((device) => ['--device', `nvidia.com/gpu=${device}`]);
}

/**
 * Waits until a container answers that it is ready: `path` is asked until it gives 200.
 *
 * @throws {TrussError} `CONTAINER_DIED` with what it said last, where it has ended instead
 */
export async function untilReady(
  engine: ContainerEngine,
  { id, url }: RunningContainer,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    signal.throwIfAborted();
    if (await isReady(`${url}${path}`, signal)) return;
    // Asking the engine costs a process, asking the server nearly nothing.
    if (turn % 5 === 0) await requireAlive(engine, id);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function requireAlive(engine: ContainerEngine, id: string): Promise<void> {
  const [container] = await inspectContainers(engine, [id]);
  if (container === undefined || container.state === 'running' || container.state === 'created') return;
  throw died(container, await lastLogLines(engine, id, LAST_LINES));
}

function died({ exitCode, wasKilledForMemory }: TrussContainer, lines: readonly string[]): TrussError {
  const why = wasKilledForMemory ? 'it used more memory than it may have' : `exit code ${exitCode}`;
  const isForeign = lines.some((line) => line.includes('exec format error'));
  return new TrussError(isForeign ? 'IMAGE_PLATFORM' : 'CONTAINER_DIED', {
    message: [
      `The container ended before it was ready (${why}). It said last:`,
      ...lines.flatMap((line) => readable(line).split('\n')).map((line) => `  ${line}`),
    ].join('\n'),
    hint: hintFor(wasKilledForMemory, isForeign),
  });
}

function hintFor(wasKilledForMemory: boolean, isForeign: boolean): string {
  if (isForeign) return 'The image is for another kind of processor: build it for this one.';
  return wasKilledForMemory ? 'Give it more with --memory.' : 'Try it without a container: truss test';
}

/** A line of our log, as far as it is shown. */
const logLine = z.object({ message: z.string(), traceback: z.string().nullish(), hint: z.string().nullish() });

/** A line of our log as people read it; another one as it is. */
function readable(line: string): string {
  try {
    const { message, traceback, hint } = logLine.parse(JSON.parse(line));
    const parts = [message, traceback, hint].filter((part) => typeof part === 'string');
    return parts
      .map((part) => part.trimEnd())
      .join('\n')
      .replaceAll('\n', '\n  ');
  } catch {
    return line;
  }
}

/** Removes a container, whatever it does; that it is gone already is no error. */
export async function removeContainer(engine: ContainerEngine, id: string): Promise<void> {
  await askEngine(engine, ['container', 'rm', '--force', '--volumes', id]).catch((error: unknown) => {
    if (!(error instanceof TrussError)) throw error;
  });
}
