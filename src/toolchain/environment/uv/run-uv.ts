import type { ProcessResult } from '../../../system/processes/run-process.ts';
import { runProcess } from '../../../system/processes/run-process.ts';
import { findUv } from './find-uv.ts';
import { pipSettings } from './pip-settings.ts';
import { uvEnvironment } from './uv-environment.ts';

export interface UvOptions {
  /** The command and its options: `['pip', 'compile', '-', …]`. */
  readonly args: readonly string[];
  /** The directory that relative paths in requirements start from, and where uv looks for the user's uv.toml. */
  readonly cwd: string;
  /** What `-` among the arguments stands for. */
  readonly input?: string;
  /** Variables besides those that every uv of ours has. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Is told of each line that uv writes. */
  readonly onLine?: (line: string) => void;
}

/** Runs uv to its end. A failure is a result; `explainUvFailure` turns it into an error of ours. */
export async function runUv({ args, cwd, input, env, signal, onLine }: UvOptions): Promise<ProcessResult> {
  const { path } = await findUv();
  return runProcess({
    command: path,
    args,
    cwd,
    env: uvEnvironment({ ...(await pipSettings(cwd)), ...env }),
    signal,
    ...(input === undefined ? {} : { input }),
    ...(onLine === undefined ? {} : { onErrorLine: onLine }),
  });
}
