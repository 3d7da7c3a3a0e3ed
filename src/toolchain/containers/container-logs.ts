import { spawn } from 'node:child_process';

import { childEnvironment } from '../../system/processes/child-environment.ts';
import { leadGroup } from '../../system/processes/process-group.ts';
import { readLines } from '../../system/processes/read-lines.ts';
import { runProcess } from '../../system/processes/run-process.ts';
import { explainEngineFailure } from '../docker/explain-engine-failure.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';

/** What of a container's log is wanted. */
export interface LogOptions {
  /** Whether what is logged from now on is told, too, until the container ends. */
  readonly follow: boolean;
  /** How many of the last lines; null: all. */
  readonly tail: number | null;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Tells the lines that a container has printed, on stdout and stderr. Ends where `signal` is aborted, without an error.
 *
 * @throws {TrussError} `CONTAINER_NOT_FOUND`
 */
export async function readContainerLog(
  { command, kind }: ContainerEngine,
  container: string,
  { follow, tail, onLine, signal }: LogOptions,
): Promise<void> {
  if (signal.aborted) return;
  const args = ['logs', ...(follow ? ['--follow'] : []), ...(tail === null ? [] : ['--tail', String(tail)]), container];
  const child = spawn(command, args, { env: childEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const group = leadGroup(child);
  const stop = (): void => group.stop();
  signal.addEventListener('abort', stop, { once: true });
  let last = '';
  const take = (line: string): void => {
    last = line;
    onLine(line);
  };
  readLines(child.stdout, take);
  readLines(child.stderr, take);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (status !== 0 && !signal.aborted) throw explainEngineFailure(last, kind);
  } finally {
    signal.removeEventListener('abort', stop);
    group.release();
  }
}

/** The last lines that a container has printed; none where it is gone. */
export async function lastLogLines(
  { command }: ContainerEngine,
  container: string,
  count: number,
): Promise<readonly string[]> {
  // stdout and stderr are apart in what the client prints: what a server says at its end stands in stderr.
  const args = ['logs', '--tail', String(count), container];
  const { stdout, stderr, status } = await runProcess({ command, args, env: childEnvironment() });
  if (status !== 0) return [];
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count);
}
