import { z } from 'zod';

import { LABEL } from '../../core/image/labels.ts';
import { plainPlatform } from '../../core/image/platform.ts';
import type { ContainerEngine } from './find-engine.ts';
import { askEngine, askEngineForJson } from './run-engine-client.ts';

/** An image of a truss. */
export interface TrussImage {
  /** `sha256:…`. */
  readonly id: string;
  /** Its names, as `iris:latest`. */
  readonly tags: readonly string[];
  readonly created: string;
  /** Unpacked, with the images that it stands on. */
  readonly bytes: number;
  /** As `linux/amd64`. */
  readonly platform: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What `docker image inspect` says, as far as it is read here. */
const inspected = z.array(
  z.object({
    Id: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Created: z.string(),
    Size: z.number(),
    Os: z.string(),
    Architecture: z.string(),
    Variant: z.string().nullish(),
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
  }),
);

/**
 * The images whose labels are as these, the newest first; all of Truss's where none are given. Not what Podman keeps of builds that have
 * failed: it has the labels that were given beside the Dockerfile, and none of those within.
 */
export async function findImages(
  engine: ContainerEngine,
  labels: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<readonly TrussImage[]> {
  const wanted = Object.entries(labels).map(([name, value]) => `label=${name}=${value}`);
  const filters = (wanted.length === 0 ? [`label=${LABEL.hash}`] : wanted).flatMap((each) => ['--filter', each]);
  const ids = await askEngine(engine, ['image', 'ls', '--no-trunc', '--quiet', ...filters], { signal });
  if (ids === '') return [];
  const found = await inspectImages(engine, [...new Set(ids.split('\n'))], signal);
  return found.filter(({ labels: own }) => LABEL.name in own && hasLabels(own, labels));
}

/**
 * Images by name or id, in their order.
 *
 * @throws {TrussError} `IMAGE_NOT_FOUND`
 */
export async function inspectImages(
  engine: ContainerEngine,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly TrussImage[]> {
  const images = await askEngineForJson(engine, ['image', 'inspect', ...names], { schema: inspected, signal });
  return images.map((image) => ({
    id: image.Id.startsWith('sha256:') ? image.Id : `sha256:${image.Id}`,
    tags: image.RepoTags ?? [],
    created: image.Created,
    bytes: image.Size,
    platform: plainPlatform([image.Os, image.Architecture, image.Variant ?? ''].join('/')),
    labels: image.Config?.Labels ?? {},
  }));
}

/** Whether all of these are among the labels that something has: Podman 4 filters by any of several. */
export function hasLabels(own: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => own[name] === value);
}
