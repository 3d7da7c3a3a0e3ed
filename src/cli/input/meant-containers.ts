import { resolve } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { TrussContainer } from '../../toolchain/docker/find-containers.ts';
import { findContainers, inspectContainers } from '../../toolchain/docker/find-containers.ts';
import type { ContainerEngine } from '../../toolchain/docker/find-engine.ts';
import { isTruss } from '../../toolchain/project/files/is-truss.ts';

/**
 * The containers that words mean: each is the directory of a truss, whose containers are meant, or the name or id of one.
 *
 * @throws {TrussError} `CONTAINER_NOT_FOUND`
 */
export async function meantContainers(
  engine: ContainerEngine,
  words: readonly string[],
  { all, signal }: { readonly all: boolean; readonly signal: AbortSignal },
): Promise<readonly TrussContainer[]> {
  const found = await Promise.all(
    words.map(async (word) => {
      if (!(await isTruss(word))) return inspectContainers(engine, [word], signal);
      const containers = await findContainers(engine, { directory: resolve(word), all }, signal);
      if (containers.length > 0) return containers;
      throw new TrussError('CONTAINER_NOT_FOUND', {
        message: `No container of ${word} runs.`,
        hint: `Run one: truss image run ${word}`,
      });
    }),
  );
  return found.flat();
}
