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

/** What most numeric libraries go by, and those of `OF_THEIR_OWN_OR_COMMON` where they have no word of their own. */
const COMMON = 'OMP_NUM_THREADS';

/** Every one of these libraries starts a thread a core in every worker unless told otherwise. */
const OF_THEIR_OWN_OR_COMMON = ['MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'NUMEXPR_NUM_THREADS', 'BLIS_NUM_THREADS'];

/** These as well, whatever the common one says: Accelerate, Numba, Polars, Rust's (tokenizers), TensorFlow, joblib. */
const OF_THEIR_OWN = [
  'VECLIB_MAXIMUM_THREADS',
  'NUMBA_NUM_THREADS',
  'POLARS_MAX_THREADS',
  'RAYON_NUM_THREADS',
  'TF_NUM_INTRAOP_THREADS',
  'TF_NUM_INTEROP_THREADS',
  'LOKY_MAX_CPU_COUNT',
];

/**
 * The environment variables of a process that runs a model: what every child of ours inherits, and a bound for the threads of numeric
 * libraries where the caller has set none. What the config sets wins over everything.
 */
export function processEnvironment({ inherited, configured, threads }: EnvironmentParts): NodeJS.ProcessEnv {
  const given = childEnvironment(configured, inherited);
  // Who sets the common one means these libraries, too, of which each prefers its own.
  const bound = given[COMMON] === undefined ? [COMMON, ...OF_THEIR_OWN_OR_COMMON, ...OF_THEIR_OWN] : OF_THEIR_OWN;
  return { ...Object.fromEntries(bound.map((name) => [name, String(threads)])), ...given };
}

/** The same with the programs of a Python environment before all others, as if it were activated. */
export function withProgramsOf(python: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = environment['PATH'] ?? '';
  return { ...environment, PATH: path === '' ? dirname(python) : `${dirname(python)}${delimiter}${path}` };
}
