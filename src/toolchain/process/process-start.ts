import { readFile } from 'node:fs/promises';

import { childEnvironment } from './child-environment.ts';
import { runProcess } from './run-process.ts';

/**
 * When a process began, as text that is the same whenever it is asked for: a process id alone is given again to others. Null where
 * there is no such process, or where the system does not say (then only the id can be compared).
 */
export async function processStart(pid: number): Promise<string | null> {
  return (await startFromProc(pid)) ?? (await startFromPs(pid));
}

/** Whether a process of this id is there, ours or not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

// Linux: field 22 of /proc/<pid>/stat, in clock ticks since boot. The name before it, in brackets, may hold anything.
async function startFromProc(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

// macOS, and wherever /proc is not mounted.
async function startFromPs(pid: number): Promise<string | null> {
  try {
    const args = ['-o', 'lstart=', '-p', String(pid)];
    const { stdout } = await runProcess({ command: 'ps', args, env: childEnvironment({ LC_ALL: 'C', TZ: 'UTC' }) });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
