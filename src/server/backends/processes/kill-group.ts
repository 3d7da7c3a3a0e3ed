import { systemCode } from '../../system-code.ts';

/** Kills a process group: its leader and every process that it started. Does nothing where none is left. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: all gone. EPERM: on macOS the answer for a group of zombies.
    const code = systemCode(error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
