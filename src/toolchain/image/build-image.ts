import { createHash } from 'node:crypto';
import { join } from 'node:path';

import type { Issue } from '../../core/errors/issue.ts';
import type { BuildEvent, BuildStep } from '../../core/image/build-progress.ts';
import { LABEL } from '../../core/image/labels.ts';
import { isPlatform, plainPlatform } from '../../core/image/platform.ts';
import { cannotBuildFor } from '../docker/explain-engine-failure.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import { describeEngine, findBuilder } from '../docker/find-engine.ts';
import type { TrussImage } from '../docker/find-images.ts';
import { findImages, inspectImages } from '../docker/find-images.ts';
import { askEngine } from '../docker/run-engine-client.ts';
import { trussHome } from '../home/truss-home.ts';
import { withClaim } from '../home/with-claim.ts';
import type { Project } from '../project/open/open-project.ts';
import { withBuildSecrets } from './build-secrets.ts';
import type { ContextOptions, ContextPlan } from './context/plan-context.ts';
import { planContext } from './context/plan-context.ts';
import { writeLayers } from './context/write-layers.ts';
import type { ImageLayer } from './image-layers.ts';
import { imageLayers } from './image-layers.ts';
import { runBuild } from './run-build.ts';

/** How an image is built. */
export interface BuildOptions extends ContextOptions {
  /** Its names; none: that of the truss. */
  readonly tags: readonly string[];
  /** `linux/amd64`; null: that of the engine. */
  readonly platform: string | null;
  readonly noCache: boolean;
  /** Whether base images are looked for anew. */
  readonly pull: boolean;
  /** More options of `docker build`, as they are given there. */
  readonly more: readonly string[];
  readonly onEvent: (event: BuildEvent) => void;
  /** Is told of each line that the builder prints. */
  readonly onLine?: (line: string) => void;
}

/** An image that there is now. */
export interface BuiltImage {
  readonly image: TrussImage;
  /** What the image is called in commands: the first of its names. */
  readonly tag: string;
  /** False where one of the same content was there. */
  readonly built: boolean;
  readonly engine: string;
  /** The name of the engine's client, for commands that people may try. */
  readonly client: ContainerEngine['kind'];
  readonly steps: readonly BuildStep[];
  readonly layers: readonly ImageLayer[];
  readonly warnings: readonly Issue[];
}

/**
 * The image of a truss: the one that is there, where nothing has changed since, with the names that it shall have; or a new one.
 *
 * @throws {TrussError} `IMAGE_*`, `ENV_*`, `FILE_*`, `DISK_FULL`
 */
export async function buildImage(project: Project, options: BuildOptions): Promise<BuiltImage> {
  const { signal, platform } = options;
  const [engine, plan] = await Promise.all([findBuilder(signal), planContext(project, options)]);
  // Where its engine refuses a platform, a client of Docker with a BuildKit of its own (20.10) now and then waits for ever.
  if (engine.builder === 'builtin' && platform !== null && !isPlatform(platform)) throw cannotBuildFor(platform);
  const tags = options.tags.length > 0 ? options.tags : [`${plan.name}:latest`];
  const labels = { [LABEL.hash]: plan.hash, [LABEL.base]: await baseIds(engine, plan.bases, signal) };
  const isForced = options.noCache || options.pull || options.more.length > 0;
  const found = isForced ? [] : await findImages(engine, labels, signal);
  const wanted = plainPlatform(platform ?? usualPlatform(engine));
  const same = found.find((image) => image.platform === wanted);
  const { warnings } = plan.lock;
  const told = { tag: tags[0] ?? '', engine: describeEngine(engine), client: engine.kind, warnings };
  if (same !== undefined) {
    await addTags(engine, same, tags, signal);
    return { ...told, image: same, built: false, steps: [], layers: await imageLayers(engine, same.id, plan.stages) };
  }
  const steps = await build(project, plan, engine, { ...options, tags, labels });
  const [image] = await inspectImages(engine, [told.tag], signal);
  if (image === undefined) throw new TypeError(`${told.tag} was built, and is not there`);
  return { ...told, image, built: true, steps, layers: await imageLayers(engine, image.id, plan.stages) };
}

/** What an image is for where nobody has said it. */
function usualPlatform({ kind, platform }: ContainerEngine): string {
  return (kind === 'docker' && process.env['DOCKER_DEFAULT_PLATFORM']) || platform;
}

/** One context a truss, which is kept: what has not changed need not be copied again, nor sent to the engine. */
async function build(
  project: Project,
  plan: ContextPlan,
  engine: ContainerEngine,
  options: BuildOptions & { readonly labels: Readonly<Record<string, string>> },
): Promise<readonly BuildStep[]> {
  const { progress, signal } = options;
  const key = createHash('sha256').update(project.directory).digest('hex').slice(0, 20);
  const place = join(trussHome(), 'cache', 'images', key);
  const work = { what: `the image of ${project.directory}`, progress, signal };
  return withClaim(`${place}.claim`, work, async () => {
    progress({ phase: 'context', message: 'Writing the context' });
    await writeLayers(place, plan.files, signal);
    return withBuildSecrets(project, (secrets) =>
      runBuild({ ...options, engine, plan, project, directory: place, secrets }),
    );
  });
}

/** The ids of images that the engine has; empty for those that only its builder knows. */
async function baseIds(engine: ContainerEngine, names: readonly string[], signal: AbortSignal): Promise<string> {
  const ids = await Promise.all(
    names.map((name) =>
      askEngine(engine, ['image', 'inspect', '--format', '{{.Id}}', name], { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        if (!(error instanceof Error)) throw error;
        return '';
      }),
    ),
  );
  return createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 20);
}

async function addTags(
  engine: ContainerEngine,
  { id, tags }: TrussImage,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const tag of wanted) {
    const full = /:[^/]*$/.test(tag) ? tag : `${tag}:latest`;
    if (!tags.includes(full)) await askEngine(engine, ['image', 'tag', id, full], { signal });
  }
}
