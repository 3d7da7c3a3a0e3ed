import type { Check, Finding } from './check.ts';

/** The oldest Node that the published package runs on. */
const OLDEST = [22, 18] as const;

/** The Node that runs this very process. */
export const nodeCheck: Check = {
  name: 'node',
  needed: true,
  look: () => Promise.resolve(judgeNode(process.versions.node)),
};

/** What to think of a version of Node, `24.2.0`. */
export function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  const found = `${version} (${process.execPath})`;
  return isOld
    ? { status: 'doubtful', found, advice: `Install Node ${OLDEST.join('.')} or newer: this one is not tested.` }
    : { status: 'found', found };
}
