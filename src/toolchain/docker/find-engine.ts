import { join } from 'node:path';

import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import { childEnvironment } from '../../system/processes/child-environment.ts';
import { isExecutable, pathDirectories } from '../../system/processes/find-executable.ts';
import { runProcess } from '../../system/processes/run-process.ts';
import { explainEngineFailure } from './explain-engine-failure.ts';
import { readEngineJson } from './read-engine-json.ts';

/** A program that makes images and runs containers, and its way to BuildKit. */
export interface ContainerEngine {
  readonly kind: 'docker' | 'podman';
  /** The absolute path of its client. */
  readonly command: string;
  /** Of the engine behind the client. */
  readonly version: string;
  /** What its machine is, as `linux/amd64`. */
  readonly platform: string;
  /** How it builds; `none`: it runs containers, and cannot build what Truss writes. */
  readonly builder: 'buildx' | 'builtin' | 'podman' | 'none';
}

/** Since 23.0 the client has BuildKit in a plugin, buildx, and nowhere else. */
const CLIENT_WITHOUT_BUILDKIT = 23;

/** The daemon knows BuildKit since then. */
const OLDEST_ENGINE = 20;

const INSTALL = 'Install Docker (https://docs.docker.com/engine/install) or Podman.';

/**
 * The engine to use: of the `docker` programs on the PATH the first one that can build with BuildKit, else Podman. A machine may have
 * several clients, of which the newest has no plugin.
 *
 * @throws {TrussError} `IMAGE_ENGINE_MISSING`, `IMAGE_ENGINE_DOWN`, `IMAGE_ENGINE_FORBIDDEN`
 */
export async function findEngine(signal?: AbortSignal): Promise<ContainerEngine> {
  let answering: ContainerEngine | null = null;
  let problem: TrussError | null = null;
  for (const command of await programs('docker')) {
    const found = await askDocker(command, signal);
    if (found instanceof TrussError) problem ??= found;
    else if (found.builder !== 'none') return found;
    else answering ??= found;
  }
  for (const command of await programs('podman')) {
    const found = await askPodman(command, signal);
    if (!(found instanceof TrussError)) return answering ?? found;
    problem ??= found;
  }
  if (answering !== null) return answering;
  throw (
    problem ??
    new TrussError('IMAGE_ENGINE_MISSING', {
      message: 'There is neither docker nor podman on the PATH.',
      hint: INSTALL,
    })
  );
}

/**
 * The engine, where it can build.
 *
 * @throws {TrussError} as `findEngine`, and `IMAGE_BUILDER_MISSING`
 */
export async function findBuilder(signal?: AbortSignal): Promise<ContainerEngine> {
  const engine = await findEngine(signal);
  if (engine.builder !== 'none') return engine;
  throw new TrussError('IMAGE_BUILDER_MISSING', {
    message: `${engine.command} has no BuildKit, with which images are built: \`docker buildx version\` fails.`,
    hint: 'Install the buildx plugin: https://docs.docker.com/go/buildx',
  });
}

/** How an engine builds, for people. */
export function describeEngine({ kind, version, builder }: ContainerEngine): string {
  const by = { buildx: 'BuildKit by buildx', builtin: 'BuildKit', podman: 'Buildah', none: 'no BuildKit' }[builder];
  return `${kind === 'docker' ? 'Docker' : 'Podman'} ${version}, ${by}`;
}

async function programs(name: string): Promise<readonly string[]> {
  const paths = [...new Set(pathDirectories())].map((directory) => join(directory, name));
  const isThere = await Promise.all(paths.map(isExecutable));
  return paths.filter((_, index) => isThere[index]);
}

/** What `docker version` says, as far as it is read here; of Podman, which may call itself docker, it has other fields. */
const dockerVersion = z.object({
  Client: z.object({ Version: z.string() }),
  Server: z.object({ Version: z.string(), Os: z.string(), Arch: z.string() }),
});

/** What `podman version` says. `Server`: where that is another machine, as on a Mac. */
const podmanVersion = z.object({
  Client: z.object({ Version: z.string(), OsArch: z.string() }),
  Server: z.object({ OsArch: z.string() }).nullish(),
});

async function askDocker(command: string, signal?: AbortSignal): Promise<ContainerEngine | TrussError> {
  const ask = (args: readonly string[]) => runProcess({ command, args, env: childEnvironment(), signal });
  const [versions, buildx] = await Promise.all([
    ask(['version', '--format', '{{json .}}']),
    ask(['buildx', 'version']),
  ]);
  if (versions.status !== 0) return explainEngineFailure(versions.stderr, 'docker');
  const told = parsed(versions.stdout, dockerVersion);
  if (told === null) return askPodman(command, signal);
  const { Client: client, Server: server } = told;
  const major = Number.parseInt(client.Version);
  const hasBuiltin = major < CLIENT_WITHOUT_BUILDKIT && major >= OLDEST_ENGINE;
  const builder = buildx.status === 0 && buildx.stdout.includes('buildx') ? 'buildx' : hasBuiltin ? 'builtin' : 'none';
  return { kind: 'docker', command, version: server.Version, platform: `${server.Os}/${server.Arch}`, builder };
}

async function askPodman(command: string, signal?: AbortSignal): Promise<ContainerEngine | TrussError> {
  const args = ['version', '--format', 'json'];
  const { status, stdout, stderr } = await runProcess({ command, args, env: childEnvironment(), signal });
  if (status !== 0) return explainEngineFailure(stderr, 'podman');
  const { Client: client, Server: server } = readEngineJson(stdout, podmanVersion);
  return { kind: 'podman', command, version: client.Version, platform: (server ?? client).OsArch, builder: 'podman' };
}

/** What a client has said, where it is of this form. */
function parsed<S extends z.ZodType>(text: string, schema: S): z.infer<S> | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
