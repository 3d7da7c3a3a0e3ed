import { readFile } from 'node:fs/promises';
import process from 'node:process';

import { runProcess } from './run-process.ts';

const KIB = 1024;

/** How long `ps` may take: somebody waits for an answer that has other figures, too. */
const PS_WITHIN_MS = 2000;

/**
 * How much of the machine's memory processes take, in bytes; null for one that is gone, or where the system does not say.
 * What they share with others is counted for each.
 */
export async function residentMemory(pids: readonly number[]): Promise<(number | null)[]> {
  if (pids.length === 0) return [];
  return process.platform === 'linux' ? Promise.all(pids.map(fromKernel)) : fromPs(pids);
}

async function fromKernel(pid: number): Promise<number | null> {
  try {
    // Not `statm`, which counts pages: their size differs between machines.
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return toBytes(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  } catch {
    return null;
  }
}

/** Elsewhere there is no file that says it. */
async function fromPs(pids: readonly number[]): Promise<(number | null)[]> {
  const args = ['-o', 'pid=,rss=', '-p', pids.join(',')];
  const found = await runProcess({ command: 'ps', args, env: process.env, timeoutMs: PS_WITHIN_MS }).catch(() => null);
  const lines = (found?.stdout ?? '').split('\n').map((line) => line.trim().split(/\s+/));
  const byPid = new Map(lines.map(([pid, kibibytes]) => [Number(pid), toBytes(kibibytes)]));
  return pids.map((pid) => byPid.get(pid) ?? null);
}

function toBytes(kibibytes: string | undefined): number | null {
  return kibibytes === undefined ? null : Number(kibibytes) * KIB;
}
