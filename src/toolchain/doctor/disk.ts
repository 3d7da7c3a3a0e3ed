import { statfs } from 'node:fs/promises';

import { trussHome } from '../home/truss-home.ts';
import type { Check, Finding } from './check.ts';
import { nearestDirectory } from './nearest-directory.ts';

const GIGABYTE = 1e9;

/** An environment with PyTorch takes 5 GB; most others less than one. */
const LITTLE_BYTES = 2 * GIGABYTE;

/** The space for environments. */
export const diskCheck: Check = { name: 'disk', needed: false, look: lookAtDisk };

async function lookAtDisk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(await nearestDirectory(trussHome()));
  return judgeSpace(bavail * bsize);
}

/** What to think of so many free bytes. */
export function judgeSpace(bytes: number): Finding {
  const found = `${(bytes / GIGABYTE).toFixed(1)} GB free for environments`;
  return bytes < LITTLE_BYTES
    ? {
        status: 'doubtful',
        found,
        advice: 'Free some space (`truss cleanup` helps), or point TRUSS_HOME to another disk.',
      }
    : { status: 'found', found };
}
