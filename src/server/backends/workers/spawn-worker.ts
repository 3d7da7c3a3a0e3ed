import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { Mark } from '../../../system/processes/marks.ts';
import { systemErrorCode } from '../../../system/system-error.ts';
import { Family } from '../processes/family.ts';
import { startProblem } from '../processes/start-problem.ts';
import { allocatorSettings } from './allocator.ts';
import type { ContainerView } from './container-view.ts';
import { ProgressFile } from './progress-file.ts';

/** What is run. */
export interface WorkerCommand {
  /** Absolute path of the interpreter. */
  readonly python: string;
  /** Absolute path of the worker's script. */
  readonly script: string;
  /** The folder of packages of its own, which the model does not see; null: there is none. */
  readonly packages: string | null;
  readonly environment: NodeJS.ProcessEnv;
  /** The places of a container that it shall see, where the system allows it; null: none. */
  readonly view: ContainerView | null;
  /** Whether it reads from and writes to the terminal of this process, so that the model can be debugged there. */
  readonly hasTerminal: boolean;
}

/** fds 0, 1 and 2. Our own stdout is for the answer alone. */
const TERMINAL = ['inherit', 2, 'inherit'] as const;
const PIPES = ['ignore', 'pipe', 'pipe'] as const;

/** A running worker and our ends of its channels. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it prints: stdout, stderr; nothing where it has the terminal. */
  readonly output: readonly Readable[];
  readonly data: Socket;
  readonly control: Socket;
  readonly progress: ProgressFile;
  /** Itself, and all that it starts. */
  readonly family: Family;
}

/** There is no process. */
export interface NotSpawned {
  /** Resolves with why: the system says so a moment later. */
  readonly why: Promise<unknown>;
}

/**
 * Starts a worker's process with the descriptors of section 1 of the wire protocol. It leads a process group of its own
 * and is away from the terminal, whose Ctrl-C reaches the front alone; one that is to be debugged may read from it all the same.
 *
 * @throws {TrussError} `WORKER_START_FAILED` where there is no place for temporary files
 * @throws the error of the operating system
 */
export function spawnWorker(command: WorkerCommand): WorkerProcess | NotSpawned {
  const progress = new ProgressFile();
  const mark = new Mark();
  const environment = { ...command.environment, ...mark.environment };
  const child = spawnWith(progress, { ...command, environment });
  // Also for what comes later, such as a signal that cannot be delivered: the exit is what counts.
  child.on('error', () => {});
  const [, stdout, stderr, data, control] = child.stdio;
  const output = [stdout, stderr].filter((stream) => stream instanceof Readable);
  if (child.pid === undefined || !(data instanceof Socket) || !(control instanceof Socket)) {
    progress.close();
    return { why: once(child, 'error').then(([error]) => notExecutable(command.python, error)) };
  }
  // Writing to a worker that has just died is normal, too.
  for (const channel of [data, control]) channel.on('error', () => {});
  const family = new Family(child.pid, mark);
  family.guard();
  return { child, pid: child.pid, output, data, control, progress, family };
}

function spawnWith(progress: ProgressFile, command: WorkerCommand): ChildProcess {
  const { python, script, packages, environment, view, hasTerminal } = command;
  // Not as an argument, nor as a variable: models read those, and hand them on.
  const own = packages === null ? [] : ['-X', `truss_packages=${packages}`];
  const settings = allocatorSettings(environment);
  const unset = Object.keys(settings);
  if (unset.length > 0) own.push('-X', `truss_unset=${unset.join(',')}`);
  const viewer = path.join(path.dirname(script), 'process', 'container_view.py');
  const seeing = view === null ? [] : ['-I', '-S', '-X', 'utf8', viewer, JSON.stringify(view), python];
  try {
    return spawn(python, [...seeing, '-X', 'utf8', ...own, script], {
      detached: true,
      env: { ...environment, ...settings },
      stdio: [...(hasTerminal ? TERMINAL : PIPES), 'pipe', 'pipe', progress.fd],
    });
  } catch (error) {
    progress.close();
    throw error;
  }
}

/** Why an interpreter is not started, by the words of the system. */
const INTERPRETER: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  ENOEXEC: 'it is no program of this machine',
};

function notExecutable(python: string, cause: unknown): unknown {
  const reason = INTERPRETER[systemErrorCode(cause) ?? ''];
  if (reason === undefined) return startProblem(cause);
  // Where it is, is not for clients, who are told the message.
  return new TrussError('WORKER_START_FAILED', {
    message: `The interpreter of the truss cannot be executed: ${reason}`,
    hint: `It is ${python}. Make the environment anew with \`truss env create\`, or use another interpreter.`,
    cause,
  });
}
