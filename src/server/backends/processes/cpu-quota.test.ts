// Real quotas of control groups. They can be set by root, where the kernel has them; elsewhere there is nothing to try.
import { execFileSync } from 'node:child_process';
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

/** What this module says in a process of a group. */
function budgetIn(group: string): number {
  const program = `import { cpuBudget } from ${JSON.stringify(join(import.meta.dirname, 'cpu-budget.ts'))}; console.log(cpuBudget());`;
  const enter = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"';
  const words = ['-c', enter, 'sh', group, process.execPath, '--input-type=module', '--eval', program];
  return Number(execFileSync('/bin/sh', words, { encoding: 'utf8' }));
}

const NONE = 'no control group can be made here: that takes root, and a kernel with a controller of processors';

test('a quota counts, also one of a group around', ({ skip }) => {
  const group = groupWith(0.5);
  skip(group === null, NONE);
  expect(budgetIn(group ?? '')).toBe(0.5);
});

test('one above the affinity does not', ({ skip }) => {
  const group = groupWith(1000);
  skip(group === null, NONE);
  expect(budgetIn(group ?? '')).toBe(availableParallelism());
});
