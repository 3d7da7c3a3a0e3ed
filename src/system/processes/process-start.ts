import { readFile } from 'node:fs/promises';

import { childEnvironment } from './child-environment.ts';
import { runProcess } from './run-process.ts';

/**
 * When a process began, as text that is the same whenever it is asked for: an id alone is given again to others. Null where there is no
 * such process, or only what is left of one that nobody has waited for; empty where it is there and the system does not say more.
 */
export async function processStart(pid: number): Promise<string | null> {
  const own = await readStat('self');
  if (own !== null) return (await readStat(pid))?.start ?? null;
  return startFromPs(pid);
}

/** Linux: /proc/<pid>/stat. The name of the program, in brackets, may hold anything; after it come the state and, as the 20th, the start. */
async function readStat(pid: number | 'self'): Promise<{ readonly start: string } | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = ''] = fields;
    return ENDED.test(state) ? null : { start: fields[19] ?? '' };
  } catch {
    return null;
  }
}

/** Zombies and the dead. */
const ENDED = /^[ZX]/;

/** macOS, and wherever /proc is not mounted. */
async function startFromPs(pid: number): Promise<string | null> {
  try {
    const args = ['-o', 'stat=,lstart=', '-p', String(pid)];
    const { stdout } = await runProcess({ command: 'ps', args, env: childEnvironment({ LC_ALL: 'C', TZ: 'UTC' }) });
    const [state = '', ...start] = stdout.trim().split(/\s+/);
    return state === '' || ENDED.test(state) ? null : start.join(' ');
  } catch {
    return isThere(pid) ? '' : null;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
