// How many processors the workers may use. A container with `--cpus 0.5` on a machine with 64 cores must not start 64 threads.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** The number of processors of this process: the least of the container's quota and its affinity. May be a fraction. */
export function cpuBudget(): number {
  return Math.min(...[availableParallelism(), quotaV2(), quotaV1()].filter((limit) => limit > 0));
}

/** The number of processors that a `resources.cpu` allows: `"2"`, `"0.5"` or `500m`. Infinity where it is none. */
export function cpusIn(cpu: string): number {
  const cpus = cpu.endsWith('m') ? Number(cpu.slice(0, -1)) / 1000 : Number(cpu);
  return cpus > 0 ? cpus : Infinity;
}

/** More processes than these for a processor are of use to models that wait most of the time, and cost memory. */
const MOST_WORKERS_A_PROCESSOR = 4;

/** What to say of so many workers on so many processors; null: nothing. */
export function crowdDoubt(workers: number, cpus: number): string | null {
  if (workers <= MOST_WORKERS_A_PROCESSOR * Math.max(1, cpus)) return null;
  const processors = cpus === 1 ? '1 processor' : `${cpus} processors`;
  return `${workers} workers share ${processors}: each takes memory for a model of its own, and together they compute no faster than ${Math.ceil(cpus)}. An async model waits for many requests in one worker.`;
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
