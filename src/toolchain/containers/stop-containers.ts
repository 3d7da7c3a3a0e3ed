import type { ContainerEngine } from '../docker/find-engine.ts';
import { askEngine } from '../docker/run-engine-client.ts';

/** A server drains for up to 25 s; what takes longer is ended. */
const DRAIN_SECONDS = 30;

/** Stops containers, which answer what they have accepted, and removes them. */
export async function stopContainers(
  engine: ContainerEngine,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (ids.length === 0) return;
  await askEngine(engine, ['container', 'stop', '--time', String(DRAIN_SECONDS), ...ids], { signal });
  await askEngine(engine, ['container', 'rm', '--force', '--volumes', ...ids], { signal });
}

/** Ends containers at once, and removes them. */
export async function killContainers(
  engine: ContainerEngine,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (ids.length > 0) await askEngine(engine, ['container', 'rm', '--force', '--volumes', ...ids], { signal });
}
