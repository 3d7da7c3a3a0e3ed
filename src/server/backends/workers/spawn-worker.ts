import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { systemErrorCode } from '../../../system/system-error.ts';
import { ProgressFile } from './progress-file.ts';

/** What is run. */
export interface WorkerCommand {
  /** Absolute path of the interpreter. */
  readonly python: string;
  /** Absolute path of the worker's script. */
  readonly script: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A running worker and our ends of its channels. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly output: readonly [Readable, Readable];
  readonly data: Socket;
  readonly control: Socket;
  readonly progress: ProgressFile;
}

/**
 * Starts a worker's process with the descriptors of section 1 of the wire protocol. It leads a process group of its own
 * and is away from the terminal, whose Ctrl-C reaches the front alone.
 *
 * @throws {TrussError} `WORKER_START_FAILED` where the interpreter cannot be executed
 */
export function spawnWorker({ python, script, environment }: WorkerCommand): WorkerProcess {
  const progress = new ProgressFile();
  const child = spawn(python, ['-X', 'utf8', script], {
    detached: true,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', progress.fd],
  });
  // Also for what comes later, such as a signal that cannot be delivered: the exit is what counts.
  child.on('error', () => {});
  const [, stdout, stderr, data, control] = child.stdio;
  if (child.pid === undefined || !stdout || !stderr || !(data instanceof Socket) || !(control instanceof Socket)) {
    progress.close();
    throw notExecutable(python);
  }
  // Writing to a worker that has just died is normal, too.
  for (const channel of [data, control]) channel.on('error', () => {});
  return { child, pid: child.pid, output: [stdout, stderr], data, control, progress };
}

function notExecutable(python: string): TrussError {
  let reason = 'the system refused to start it';
  try {
    accessSync(python, constants.X_OK);
  } catch (error) {
    reason = systemErrorCode(error) === 'ENOENT' ? 'there is no such file' : 'permission denied';
  }
  return new TrussError('WORKER_START_FAILED', {
    message: `The interpreter ${python} cannot be executed: ${reason}`,
    hint: 'Make the environment anew with `truss env create`, or use another interpreter.',
  });
}
