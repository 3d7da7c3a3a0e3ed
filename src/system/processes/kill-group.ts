import { systemErrorCode } from '../system-error.ts';

/** Kills a process group: its leader and every process that it started. Does nothing where none is left. */
export function killGroup(pid: number): void {
  signalGroup(pid, 'SIGKILL');
}

/** Asks the processes of a group to end. Does nothing where none is left. */
export function terminateGroup(pid: number): void {
  signalGroup(pid, 'SIGTERM');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: all gone. EPERM: on macOS the answer for a group of zombies.
    const code = systemErrorCode(error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
