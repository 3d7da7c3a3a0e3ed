import type { z } from 'zod';

import type { Progress } from '../progress.ts';
import type { EngineCaller } from './engine-caller.ts';
import type { ModelTester } from './model-tester.ts';
import type { ServerEvent, ServerHost } from './server-host.ts';

/** What a method of the engine works with, beside its parameters. */
export interface EngineContext {
  readonly caller: EngineCaller;
  /** Becomes `progress` lines of the request. */
  readonly progress: Progress;
  /** Aborted when the caller is gone, or does not want the answer any more. */
  readonly signal: AbortSignal;
  /** Aborts the request of this number, where it is not answered yet. */
  readonly cancel: (id: number) => void;
  readonly servers: ServerHost;
  readonly models: ModelTester;
  /** Becomes an `event` line. */
  readonly emit: (event: ServerEvent) => void;
}

/** A method of the engine protocol: how its parameters must look, and what it does. The result is written as JSON. */
export interface EngineMethod {
  readonly params: z.ZodType;
  run(params: unknown, context: EngineContext): Promise<unknown>;
}

/** Binds the type of the parameters to their schema. */
export function engineMethod<Schema extends z.ZodType>(
  params: Schema,
  run: (params: z.output<Schema>, context: EngineContext) => Promise<unknown>,
): EngineMethod {
  return { params, run: (given, context) => run(params.parse(given), context) };
}
