import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { PackageDifference } from '../../core/image/compare-packages.ts';
import { comparePackages } from '../../core/image/compare-packages.ts';
import { LABEL } from '../../core/image/labels.ts';
import { PLACES } from '../../core/image/places.ts';
import { inspectContainers } from '../docker/find-containers.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import { inspectImages } from '../docker/find-images.ts';
import { requireTrussImage } from '../docker/require-truss-image.ts';
import { askEngineForJson } from '../docker/run-engine-client.ts';
import { readLockEntries } from '../environment/lock-file/lock-file.ts';
import { LOCK_FILE } from '../project/files/truss-files.ts';

/** What an image or a container has installed, beside its lock. */
export interface Verification {
  readonly kind: 'image' | 'container';
  readonly packages: number;
  readonly differences: readonly PackageDifference[];
}

/** What the script below prints. */
const answer = z.object({ installed: z.array(z.object({ name: z.string(), version: z.string() })), lock: z.string() });

/** Prints what is installed, a line each, and after them the lock. */
const SCRIPT = `import importlib.metadata as m, json, pathlib, sys
found = {d.metadata["Name"]: d.version for d in m.distributions() if str(d.locate_file("")).startswith(sys.prefix)}
lock = pathlib.Path("${PLACES.app}/${LOCK_FILE}")
print(json.dumps({"installed": [{"name": n, "version": v} for n, v in found.items()], "lock": lock.read_text() if lock.exists() else ""}))`;

/**
 * Compares what is installed in a running container, or in an image, with a lock: `lockText`, or, where that is null, the image's own.
 *
 * @throws {TrussError} `IMAGE_NOT_FOUND`, `IMAGE_ENGINE_FAILED`
 */
export async function verifyImage(
  engine: ContainerEngine,
  name: string,
  { lockText, signal }: { readonly lockText: string | null; readonly signal: AbortSignal },
): Promise<Verification> {
  const python = `${PLACES.environment}/bin/python`;
  const kind = (await isContainer(engine, name, signal)) ? 'container' : 'image';
  const args =
    kind === 'container'
      ? ['container', 'exec', name, python, '-c', SCRIPT]
      : ['run', '--rm', '--network', 'none', '--entrypoint', python, name, '-c', SCRIPT];
  if (kind === 'image') requireTrussImage((await inspectImages(engine, [name], signal))[0], name);
  const said = await askEngineForJson(engine, args, { schema: answer, signal });
  const lines = readLockEntries(lockText ?? said.lock).map(({ requirement }) => requirement);
  return { kind, packages: said.installed.length, differences: comparePackages(lines, said.installed) };
}

async function isContainer(engine: ContainerEngine, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    const [container] = await inspectContainers(engine, [name], signal);
    return container?.state === 'running' && LABEL.hash in container.labels;
  } catch (error) {
    if (error instanceof TrussError && error.code === 'CONTAINER_NOT_FOUND') return false;
    throw error;
  }
}
