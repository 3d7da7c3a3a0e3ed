import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { Mark } from '../../../system/processes/marks.ts';
import { Family } from '../processes/family.ts';

/** What is run. */
export interface UpstreamCommand {
  /** As a shell reads it. */
  readonly command: string;
  /** Absolute path of the truss: its working directory. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** A directory to remove when the front is gone; empty for none. */
  readonly secretsDirectory: string;
}

/** A running upstream process. */
export interface UpstreamProcess {
  readonly child: ChildProcess;
  /** Also the number of its process group. */
  readonly pid: number;
  readonly output: readonly [Readable, Readable];
  /** To be closed when the process is gone. */
  readonly lifeline: Duplex;
  /** Ends when the last process that the command has started is gone. */
  readonly presence: Duplex;
  /** Itself, and all that it starts. */
  readonly family: Family;
}

/**
 * Nothing may outlive the front, and somebody else's server does not watch for our end. So a guard in its process group
 * reads a pipe that nobody writes: the end of it is the end of the front, however that came. Descriptor 4 is there to be
 * inherited by all but the guard: who is left can be told even where nobody collects the remains of orphans, as in a container.
 */
const GUARDED = `
(read -r _ <&3; [ -z "$2" ] || rm -rf "$2"; kill -KILL 0) </dev/null >/dev/null 2>&1 4<&- &
exec 3<&- /bin/sh -c "$1"`;

/**
 * Starts a server by its command, as the leader of a process group of its own and away from the terminal, whose Ctrl-C
 * reaches the front alone.
 *
 * @throws {TrussError} `WORKER_START_FAILED` where no process can be started
 */
export function spawnUpstream(options: UpstreamCommand): UpstreamProcess {
  const { command, directory, environment, secretsDirectory } = options;
  const mark = new Mark();
  const child = spawn('/bin/sh', ['-c', GUARDED, 'sh', command, secretsDirectory], {
    cwd: directory,
    detached: true,
    env: { ...environment, ...mark.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  // Also for what comes later, such as a signal that cannot be delivered: the exit is what counts.
  child.on('error', () => {});
  const [, stdout, stderr, lifeline, presence] = child.stdio;
  if (child.pid === undefined || !stdout || !stderr || !isDuplex(lifeline) || !isDuplex(presence)) {
    // Where that is, is not for clients, who are told the message.
    throw new TrussError('WORKER_START_FAILED', {
      message: 'No process can be started in the directory of the truss',
      hint: `Look whether ${directory} is still there.`,
    });
  }
  lifeline.on('error', () => {});
  presence.on('error', () => {}).resume();
  const family = new Family(child.pid, mark);
  return { child, pid: child.pid, output: [stdout, stderr], lifeline, presence, family };
}

function isDuplex(stream: unknown): stream is Duplex {
  return typeof stream === 'object' && stream !== null && 'write' in stream && 'read' in stream;
}
