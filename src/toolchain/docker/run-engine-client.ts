import type { z } from 'zod';

import { childEnvironment } from '../../system/processes/child-environment.ts';
import { runProcess } from '../../system/processes/run-process.ts';
import { explainEngineFailure } from './explain-engine-failure.ts';
import type { ContainerEngine } from './find-engine.ts';
import { readEngineJson } from './read-engine-json.ts';

/** How the client of an engine is asked. */
export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  /** Variables that it has besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the client of an engine, and gives what it wrote to stdout, without the space around.
 *
 * @throws {TrussError} what it complained of: `IMAGE_ENGINE_*`, `IMAGE_NOT_FOUND`, `CONTAINER_*`, `DISK_FULL`
 */
export async function askEngine(
  { command, kind }: ContainerEngine,
  args: readonly string[],
  { signal, env = {} }: AskOptions = {},
): Promise<string> {
  const { status, stdout, stderr } = await runProcess({ command, args, env: childEnvironment(env), signal });
  if (status !== 0) throw explainEngineFailure(stderr, kind);
  return stdout.trim();
}

/**
 * The same, for what the client writes as JSON.
 *
 * @throws {TrussError} as `askEngine`, and `IMAGE_ENGINE_FAILED` where it is something else
 */
export async function askEngineForJson<S extends z.ZodType>(
  engine: ContainerEngine,
  args: readonly string[],
  { schema, ...options }: AskOptions & { readonly schema: S },
): Promise<z.infer<S>> {
  return readEngineJson(await askEngine(engine, args, options), schema);
}
