import { systemCode } from '../../system-code.ts';

/** Kills a process group: its leader and every process that it started. Does nothing where none is left. */
export function killGroup(pid: number): void {
  signalGroup(pid, 'SIGKILL');
}

/** Asks the processes of a group to end. Does nothing where none is left. */
export function terminateGroup(pid: number): void {
  signalGroup(pid, 'SIGTERM');
}

/** Whether a process of the group is left. */
export function hasGroup(pid: number): boolean {
  return signalGroup(pid, 0);
}

/** Gives whether there was a process to signal; 0 asks only that. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: all gone. EPERM: on macOS the answer for a group of zombies.
    const code = systemCode(error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    return false;
  }
}
