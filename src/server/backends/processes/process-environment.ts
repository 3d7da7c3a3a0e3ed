import { delimiter, dirname } from 'node:path';

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

/** Values of secrets: the model gets those that it declares in HELLO, and no others. */
const SECRETS_PREFIX = 'TRUSS_SECRET_';

/**
 * The environment variables of a process that runs a model. `PYTHON*` and `VIRTUAL_ENV` of the caller are left out, since they are about
 * another interpreter (a stray PYTHONDONTWRITEBYTECODE made an import take three times as long), and so are all secrets;
 * what the config sets wins over everything.
 */
export function processEnvironment({ inherited, configured, threads }: EnvironmentParts): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(([name]) => !isLeftOut(name));
  const threadLimits = THREAD_VARIABLES.map((name) => [name, String(threads)]);
  return { ...Object.fromEntries(threadLimits), ...Object.fromEntries(kept), ...configured };
}

function isLeftOut(name: string): boolean {
  return name === 'VIRTUAL_ENV' || name.startsWith('PYTHON') || name.startsWith(SECRETS_PREFIX);
}

/** The same with the programs of a Python environment before all others, as if it were activated. */
export function withProgramsOf(python: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = environment['PATH'] ?? '';
  return { ...environment, PATH: path === '' ? dirname(python) : `${dirname(python)}${delimiter}${path}` };
}
