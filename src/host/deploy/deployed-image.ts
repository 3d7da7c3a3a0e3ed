// The image that a cluster runs: as nodes pull it, under a name that means the same bytes for ever.
import { TrussError } from '../../core/errors/truss-error.ts';
import { LABEL } from '../../core/image/labels.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import { buildImage } from '../../toolchain/image/build-image.ts';
import { planContext } from '../../toolchain/image/context/plan-context.ts';
import { pushImage } from '../../toolchain/image/push-image.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';

/** An image for a cluster. */
export interface DeployedImage {
  /** As a node pulls it. */
  readonly reference: string;
  /** What it is made of: the label of the image; null: not known. */
  readonly digest: string | null;
}

/** Where an image comes from. */
export interface ImageSource {
  /** Taken as it is; null: it is built. */
  readonly image: string | null;
  /** Where it is pushed; null: nowhere. */
  readonly registry: string | null;
  /** Whether the nodes have the images of this machine's engine. */
  readonly isShared: boolean;
  readonly build: BuildOptions;
}

/** As much of a hash as tells versions of one truss apart. */
const TAG_CHARS = 16;

/**
 * Builds the image of a truss, and pushes it.
 *
 * @throws {TrussError} `DEPLOY_PUSH_FAILED`, `IMAGE_*`, `ENV_*`
 */
export async function deployedImage(project: Project, source: ImageSource): Promise<DeployedImage> {
  const { image, registry, build } = source;
  if (image !== null) return { reference: image, digest: null };
  const { name, hash } = await planContext(project, build);
  const tag = imageName(registry, name, hash);
  const built = await buildImage(project, { ...build, tags: [tag] });
  const digest = built.image.labels[LABEL.hash] ?? hash;
  if (registry === null) return { reference: tag, digest };
  build.progress({ phase: 'push', message: `Pushing ${tag}` });
  const onLine = build.onLine ?? (() => undefined);
  const reference = await pushImage(await findEngine(build.signal), tag, { onLine, signal: build.signal });
  return { reference, digest };
}

/**
 * Makes sure that nodes can have the image of a truss from somewhere; nothing is made.
 *
 * @throws {TrussError} `DEPLOY_REGISTRY_MISSING`
 */
export function requireSource({ directory }: Project, { image, registry, isShared }: ImageSource): void {
  if (image !== null || registry !== null || isShared) return;
  throw new TrussError('DEPLOY_REGISTRY_MISSING', {
    message: `Nodes pull images from a registry, and none is named for ${directory}.`,
    hint: 'Name one: --registry registry.example.com/team, or deploy.registry of the config. Or name an image that the nodes can have: --image (kind: `kind load docker-image`, minikube: `minikube image load`).',
  });
}

/** What the image would be called, without making it; `current`: what runs now, which stays where it is made of the same. */
export async function expectedImage(
  project: Project,
  { image, registry, build }: ImageSource,
  current: DeployedImage | null,
): Promise<DeployedImage> {
  if (image !== null) return { reference: image, digest: null };
  const { name, hash } = await planContext(project, build);
  if (current?.digest === hash) return current;
  return { reference: imageName(registry, name, hash), digest: hash };
}

/** A name of its own for each content: a tag that moved would let pods of one Deployment run different models. */
function imageName(registry: string | null, name: string, hash: string): string {
  const prefix = registry === null ? '' : `${registry.replace(/\/+$/, '')}/`;
  return `${prefix}${name}:${hash.replace(/^sha256:/, '').slice(0, TAG_CHARS)}`;
}
