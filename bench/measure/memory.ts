// How much memory a server takes with all that it has started. Linux only.
import { readFileSync } from 'node:fs';

import { familyOf } from './cpu-time.ts';

/** Its proportional set size in MB: pages that several processes share count once in all. */
export function memoryOf(pid: number): number {
  const kilobytes = familyOf(pid).map((member) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It has ended.
      return 0;
    }
  });
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1000;
}
