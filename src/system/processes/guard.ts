// What this process has started must not outlive it, however it ends: also where it is killed, and a model computes in a library that lets
// no other thread of its process run.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

import { ANY_MARK } from './marks.ts';

/**
 * Reads the groups that there are, a line for each change; the end of the pipe is the end of the process that writes it. Then it ends the
 * groups, and on Linux what has left them.
 */
const SCRIPT = `
groups=
while read -r line; do groups=$line; done
for group in $groups; do kill -KILL "-$group"; done
# Some look after themselves, and have a moment to clear up.
sleep 1
for found in $(grep -lsF "$1" /proc/[0-9]*/environ); do
  pid=\${found#/proc/}
  kill -KILL "\${pid%/environ}"
done`;

const groups = new Set<number>();
let guard: ChildProcess | null = null;

/** From now on the group of this process ends with us. */
export function guardGroup(pid: number): void {
  groups.add(pid);
  tell();
}

/** The group has ended: its number may be somebody else's. */
export function releaseGroup(pid: number): void {
  groups.delete(pid);
  tell();
}

/** From now on all that is marked by this process ends with it. */
export function startGuard(): void {
  guard ??= start();
}

function tell(): void {
  startGuard();
  if (guard !== null) tellGroups(guard);
}

/** Null where the system starts no process now: the next change is another chance. */
function start(): ChildProcess | null {
  const { PATH = '' } = process.env;
  try {
    const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', ANY_MARK], {
      cwd: '/',
      // Away from the terminal, whose Ctrl-C would end it first.
      detached: true,
      env: { PATH },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const forget = (): void => {
      if (guard === child) guard = null;
    };
    child.on('error', forget).on('exit', forget);
    child.stdin.on('error', forget);
    child.unref();
    // A socket, which Node's types do not say.
    if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
    // It may stand in for one that was ended.
    tellGroups(child);
    return child.pid === undefined ? null : child;
  } catch {
    return null;
  }
}

function tellGroups({ stdin }: ChildProcess): void {
  stdin?.write(`${[...groups].join(' ')}\n`);
}
