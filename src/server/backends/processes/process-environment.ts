import { delimiter, dirname } from 'node:path';

import { childEnvironment } from '../../../system/processes/child-environment.ts';

/** What a process's environment is made of. */
export interface EnvironmentParts {
  /** The environment of this process. */
  readonly inherited: NodeJS.ProcessEnv;
  /** `environment_variables` of the config. */
  readonly configured: Readonly<Record<string, string>>;
  /** How many threads a numeric library may start. */
  readonly threads: number;
}

/** Every one of these libraries starts a thread a core in every worker unless told otherwise. */
const THREAD_VARIABLES = ['OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'NUMEXPR_NUM_THREADS'];

/**
 * The environment variables of a process that runs a model: what every child of ours inherits, and a bound for the threads of numeric
 * libraries where the caller has set none. What the config sets wins over everything.
 */
export function processEnvironment({ inherited, configured, threads }: EnvironmentParts): NodeJS.ProcessEnv {
  const bounds = THREAD_VARIABLES.map((name) => [name, String(threads)]);
  return { ...Object.fromEntries(bounds), ...childEnvironment(configured, inherited) };
}

/** The same with the programs of a Python environment before all others, as if it were activated. */
export function withProgramsOf(python: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = environment['PATH'] ?? '';
  return { ...environment, PATH: path === '' ? dirname(python) : `${dirname(python)}${delimiter}${path}` };
}
