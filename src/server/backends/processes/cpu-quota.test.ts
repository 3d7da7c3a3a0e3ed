// Real quotas of control groups. They can be set by root, where the kernel has them; elsewhere there is nothing to try.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

const PERIOD = 100_000;

/** How the kernel is told of a quota, in the version that it has of control groups. */
const VERSIONS = [
  {
    root: '/sys/fs/cgroup/cpu',
    set: (group: string, cpus: number): void => {
      writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD));
      writeFileSync(join(group, 'cpu.cfs_quota_us'), String(cpus * PERIOD));
    },
  },
  {
    root: '/sys/fs/cgroup',
    set: (group: string, cpus: number): void => writeFileSync(join(group, 'cpu.max'), `${cpus * PERIOD} ${PERIOD}`),
  },
];

/** A group with that quota, and one in it without any, in which processes can be; null where there can be none. */
function groupWith(cpus: number): string | null {
  for (const { root, set } of VERSIONS) {
    const group = join(root, `truss-test-${process.pid}`);
    const inner = join(group, 'inner');
    const remove = (): void => {
      for (const each of [inner, group]) {
        try {
          rmdirSync(each);
        } catch {
          // It was never made.
        }
      }
    };
    try {
      // Some other directory is no group.
      readFileSync(join(root, 'cgroup.procs'));
      mkdirSync(inner, { recursive: true });
      set(group, cpus);
      onTestFinished(remove);
      return inner;
    } catch {
      remove();
    }
  }
  return null;
}

/** Where the rule is that is tried, and a program that prints what it says. */
const MODULE = JSON.stringify(join(import.meta.dirname, 'cpu-budget.ts'));
const PROGRAM = [
  process.execPath,
  '--input-type=module',
  '--eval',
  `import { cpuBudget } from ${MODULE}; console.log(cpuBudget());`,
];

/** What this module says in a process of a group. */
function budgetIn(group: string): number {
  const enter = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"';
  const words = ['-c', enter, 'sh', group, ...PROGRAM];
  return Number(execFileSync('/bin/sh', words, { encoding: 'utf8' }));
}

const NONE = 'no control group can be made here: that takes root, and a kernel with a controller of processors';

test('a quota counts, also one of a group around', ({ skip }) => {
  const group = groupWith(0.5);
  skip(group === null, NONE);
  expect(budgetIn(group ?? '')).toBe(0.5);
});

test('one of version 2 counts, where a container sees its group as the only one', ({ skip }) => {
  // Most machines have the controllers of processors in one version: the other one's files are put in their place.
  const setUp = 'mount -t tmpfs none /sys/fs/cgroup && echo "$1" > /sys/fs/cgroup/cpu.max && shift && exec "$@"';
  const words = (quota: string): string[] => ['-m', '/bin/sh', '-c', setUp, 'sh', quota, ...PROGRAM];
  const isPossible = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/sys/fs/cgroup']).status === 0;
  skip(!isPossible, 'another /sys/fs/cgroup can be put in its place by root alone');
  const budget = (quota: string): number => Number(execFileSync('unshare', words(quota), { encoding: 'utf8' }));
  expect(budget('50000 100000')).toBe(0.5);
  expect(budget('max 100000')).toBe(availableParallelism());
});

test('one above the affinity does not', ({ skip }) => {
  const group = groupWith(1000);
  skip(group === null, NONE);
  expect(budgetIn(group ?? '')).toBe(availableParallelism());
});
