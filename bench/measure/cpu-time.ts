// How much the processors have worked for a process. Unlike the time that passes, it hardly depends on what else the machine
// does. Linux only: it is read from /proc.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second, whatever its own clock is (USER_HZ). */
const TICK_MS = 10;

/** Whether this machine tells. */
export const tellsCpuTime = existsSync('/proc/self/stat');

interface ProcessTimes {
  readonly parent: number;
  readonly ownMs: number;
  /** Of its children that have ended. */
  readonly endedMs: number;
}

/** What a process and all that it has started have used so far, in milliseconds; NaN where the machine does not tell. */
export function cpuTimeOf(pid: number): number {
  if (!tellsCpuTime) return Number.NaN;
  return [...familyTimes(pid).values()].reduce((sum, { ownMs, endedMs }) => sum + ownMs + endedMs, 0);
}

/** A process and all that it has started, by their numbers; itself alone where the machine does not tell. */
export function familyOf(pid: number): number[] {
  return tellsCpuTime ? [...familyTimes(pid).keys()] : [pid];
}

function familyTimes(pid: number): Map<number, ProcessTimes> {
  const processes = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? readTimes(name) : undefined;
    if (times !== undefined) processes.set(Number(name), times);
  }
  const family = new Set([pid]);
  // A set is walked with what is added meanwhile.
  for (const member of family) for (const [child, { parent }] of processes) if (parent === member) family.add(child);
  return new Map([...processes].filter(([member]) => family.has(member)));
}

/** What children of this process that have ended have used, in milliseconds; NaN where the machine does not tell. */
export function cpuTimeOfEndedChildren(): number {
  return readTimes('self')?.endedMs ?? Number.NaN;
}

function readTimes(process: string): ProcessTimes | undefined {
  try {
    // The name, in brackets, may hold anything.
    const fields = readFileSync(`/proc/${process}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [, parent = 0, ...rest] = fields;
    // utime, stime, cutime and cstime: 14 to 17 in proc(5), where the state is 3.
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = rest.slice(9, 13);
    return { parent, ownMs: (user + system) * TICK_MS, endedMs: (endedUser + endedSystem) * TICK_MS };
  } catch {
    // It has ended.
    return undefined;
  }
}
