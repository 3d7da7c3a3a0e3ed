import type { ChildProcess } from 'node:child_process';

import { killGroup, terminateGroup } from './kill-group.ts';

/** A child that was started `detached`, with everything it starts in turn. */
export interface ProcessGroup {
  /** Asks the group to end (SIGTERM) and ends it (SIGKILL) if it is still there after the grace period. */
  stop(): void;
  /** To be called when the child has ended: what it left behind is ended, and nothing is watched any longer. */
  release(): void;
}

/** How long a program may take to end in order: uv needs milliseconds, a compiler under it somewhat longer. */
const GRACE_MS = 2000;

const alive = new Set<number>();

/** Takes charge of the process group of a child; should this process exit first, the group ends with it. */
export function leadGroup(child: ChildProcess): ProcessGroup {
  const { pid } = child;
  // No pid: the program could not be started, and there is nothing to end.
  if (pid === undefined) return { stop: () => undefined, release: () => undefined };
  if (alive.size === 0) process.on('exit', killAll);
  alive.add(pid);
  let grace: NodeJS.Timeout | undefined;
  return {
    stop() {
      terminateGroup(pid);
      grace ??= setTimeout(() => killGroup(pid), GRACE_MS);
    },
    release() {
      clearTimeout(grace);
      killGroup(pid);
      alive.delete(pid);
      if (alive.size === 0) process.off('exit', killAll);
    },
  };
}

function killAll(): void {
  for (const pid of alive) killGroup(pid);
}
