// How many processors the workers may use. A container with `--cpus 0.5` on a machine with 64 cores must not start 64 threads.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Where Linux has its control groups: all in one tree, or in one a controller (cgroups(7)). */
const [GROUPS, CPU_GROUPS] = ['/sys/fs/cgroup', '/sys/fs/cgroup/cpu'];

/** The number of processors of this process: the least of the quotas of its control groups and its affinity. May be a fraction. */
export function cpuBudget(): number {
  const groups = readLines('/proc/self/cgroup').map((line) => line.split(':'));
  const quotas = groups.flatMap(([, controllers = '', path = '']) => {
    if (controllers === '') return upwards(GROUPS, path).map(quotaV2);
    return controllers.split(',').includes('cpu') ? upwards(CPU_GROUPS, path).map(quotaV1) : [];
  });
  return Math.min(...[availableParallelism(), ...quotas].filter((limit) => limit > 0));
}

/** A group and those around it, whose quotas hold as well. In a container the path may be the machine's: then only the root is there. */
function upwards(root: string, path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '..');
  return [...names, ''].map((_, index) => join(root, ...names.slice(0, names.length - index)));
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

function quotaV2(group: string): number {
  const [quota, period] = readLines(join(group, 'cpu.max'))[0]?.split(' ') ?? [];
  return Number(quota) / Number(period);
}

function quotaV1(group: string): number {
  const [quota] = readLines(join(group, 'cpu.cfs_quota_us'));
  const [period] = readLines(join(group, 'cpu.cfs_period_us'));
  return Number(quota) / Number(period);
}

/** The lines of a small file; none where it cannot be read, as on macOS. */
function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}
