// How many processors the workers may use. A container with `--cpus 0.5` on a machine with 64 cores must not start 64 threads.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** What `resources.cpu` is where nobody wrote it; it then says nothing about this machine. */
const UNWRITTEN_CPU = '1';

/**
 * The number of processors to share among workers: the least of the container's quota, the process's affinity, and
 * `resources.cpu` where it was written. May be a fraction.
 */
export function cpuBudget(resourcesCpu: string): number {
  const limits = [availableParallelism(), quotaV2(), quotaV1()];
  if (resourcesCpu !== UNWRITTEN_CPU) limits.push(parseCpu(resourcesCpu));
  return Math.min(...limits.filter((limit) => limit > 0));
}

/** `"2"`, `"0.5"` or `500m` as a number; NaN where it is none of them. */
function parseCpu(text: string): number {
  return text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text);
}

function quotaV2(): number {
  const [quota, period] = readWords('/sys/fs/cgroup/cpu.max');
  return Number(quota) / Number(period);
}

function quotaV1(): number {
  const [quota] = readWords('/sys/fs/cgroup/cpu/cpu.cfs_quota_us');
  const [period] = readWords('/sys/fs/cgroup/cpu/cpu.cfs_period_us');
  return Number(quota) / Number(period);
}

/** The words of a small file; none where it cannot be read, as on macOS. */
function readWords(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split(' ');
  } catch {
    return [];
  }
}
