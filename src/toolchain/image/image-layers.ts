import { z } from 'zod';

import type { Stage } from '../../core/image/dockerfile.ts';
import type { LayerName } from '../../core/image/layers.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import { readEngineJson } from '../docker/read-engine-json.ts';
import { askEngine, askEngineForJson } from '../docker/run-engine-client.ts';

/** A layer that Truss has added to a base image. */
export interface ImageLayer {
  readonly name: LayerName;
  readonly about: string;
  /** Unpacked. */
  readonly bytes: number;
}

/** A line of `docker history`. */
const historyLine = z.object({ CreatedBy: z.string(), Size: z.string() });

/** What `podman history` says, which is one document. */
const podmanHistory = z.array(z.object({ CreatedBy: z.string().nullish(), size: z.number() }));

const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** The layers of an image, in the order of its Dockerfile, with what the engine says of their size. */
export async function imageLayers(
  engine: ContainerEngine,
  image: string,
  stages: readonly Stage[],
): Promise<readonly ImageLayer[]> {
  const sizes = await (engine.kind === 'podman' ? sizesInPodman : sizesInDocker)(engine, image);
  const made = stages.at(-1)?.instructions.filter(({ layer }) => layer !== null) ?? [];
  // Those of the base image come first, and may have been built alike.
  const own = sizes.slice(-made.length);
  return made.flatMap(({ layer, about }, index) =>
    layer === null ? [] : [{ name: layer, about, bytes: own[index] ?? 0 }],
  );
}

/** Of the steps that made an image, the first one first. */
async function sizesInDocker(engine: ContainerEngine, image: string): Promise<readonly number[]> {
  const args = ['history', '--no-trunc', '--format', '{{json .}}', image];
  const lines = (await askEngine(engine, args)).split('\n');
  const history = lines.map((line) => readEngineJson(line, historyLine));
  return history
    .filter(({ CreatedBy }) => /^(?:\/bin\/sh -c )?(?:RUN|COPY|ADD|WORKDIR)\b/.test(CreatedBy))
    .map(({ Size }) => toBytes(Size))
    .toReversed();
}

/** The same. Buildah does not write `RUN` before what was run. */
async function sizesInPodman(engine: ContainerEngine, image: string): Promise<readonly number[]> {
  const args = ['history', '--no-trunc', '--format', 'json', image];
  const history = await askEngineForJson(engine, args, { schema: podmanHistory });
  return history
    .filter(({ CreatedBy }) => /^\/bin\/sh -c (?!#\(nop\)(?! +(?:COPY|ADD|WORKDIR)\b))/.test(CreatedBy ?? ''))
    .map(({ size }) => size)
    .toReversed();
}

function toBytes(size: string): number {
  const [, number = '0', unit = 'B'] = /^([\d.]+) ?(\w+)$/.exec(size) ?? [];
  return Number(number) * (UNITS[unit] ?? 1);
}
