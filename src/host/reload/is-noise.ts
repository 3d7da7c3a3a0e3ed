import { isHalfWritten, isLeftover } from '../../toolchain/project/files/leftovers.ts';

/** Whether a change of a file of this name is no reason to load the model again. */
export function isNoise(name: string): boolean {
  return isLeftover(name) || isHalfWritten(name);
}
