// Whether processes live that are nobody's children any more.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Resolves when the process is gone: there is no event for the end of a process that is not a child. */
export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await setTimeout(5);
}

/** Whether the process runs; one that only waits for its parent to take note of its end does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
