// Which process listens on a port: from /proc on Linux, from lsof on macOS. A courtesy: it may be unknown.
import { readdir, readFile, readlink } from 'node:fs/promises';

import { childEnvironment } from '../../system/processes/child-environment.ts';
import { runProcess } from '../../system/processes/run-process.ts';

/** A process that listens. */
export interface PortOwner {
  readonly pid: number;
  /** The beginning of its command line; on macOS the name of its program. */
  readonly name: string;
}

const LSOF_TIMEOUT_MS = 1000;
// Enough to recognise it by.
const MAX_SHOWN_CHARACTERS = 80;
/** The state LISTEN in /proc/net/tcp. */
const LISTEN_STATE = '0A';

/** The process that listens on a TCP port of this machine; null where that cannot be found out, as for processes of others. */
export async function findPortOwner(port: number): Promise<PortOwner | null> {
  try {
    return process.platform === 'linux' ? await findInProc(port) : await askLsof(port);
  } catch {
    return null;
  }
}

async function findInProc(port: number): Promise<PortOwner | null> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const sockets = new Set(tables.flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return null;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    if (links.some((link) => sockets.has(link))) {
      return { pid: Number(pid), name: shorten(await readFile(`/proc/${pid}/cmdline`, 'utf8')) };
    }
  }
  return null;
}

/** The words of a command line, which a zero byte ends each. (The name of the process says `MainThread` of all that run on Node.) */
function shorten(commandLine: string): string {
  const words = commandLine.replaceAll('\0', ' ').trim();
  return words.length > MAX_SHOWN_CHARACTERS ? `${words.slice(0, MAX_SHOWN_CHARACTERS)}…` : words;
}

/** The sockets of a /proc/net/tcp table that listen on `port`, as the links in /proc/PID/fd name them. */
function listeningSockets(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, address, , state]) => state === LISTEN_STATE && address?.endsWith(`:${hexPort}`) === true)
    .map((columns) => `socket:[${columns[9]}]`);
}

async function askLsof(port: number): Promise<PortOwner | null> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'];
  const asked = { command: 'lsof', args, env: childEnvironment(), timeoutMs: LSOF_TIMEOUT_MS };
  const { stdout } = await runProcess(asked);
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  const name = /^c(.+)$/m.exec(stdout)?.[1];
  return pid === undefined || name === undefined ? null : { pid: Number(pid), name };
}
