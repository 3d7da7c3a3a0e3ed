import { TrussError } from '../../core/errors/truss-error.ts';
import { normaliseName } from '../../core/requirements/requirement-name.ts';
import { shellWord } from '../../core/shell-word.ts';
import { lockPins } from '../../toolchain/environment/lock-file/lock-pins.ts';
import { shortPath } from '../output/short-path.ts';

/**
 * Refuses names of packages that a lock does not have: a slip of the pen would otherwise upgrade nothing, and say so to nobody.
 * `directory`: of the truss. `lock`: its text.
 *
 * @throws {TrussError} `INPUT_INVALID`
 */
export function requireLocked(names: readonly string[], directory: string, lock: string): void {
  const pins = lockPins(lock);
  const unknown = names.filter((name) => !pins.has(normaliseName(name)));
  if (unknown.length === 0) return;
  throw new TrussError('INPUT_INVALID', {
    message: `The lock of ${shortPath(directory)} has no package ${unknown.join(' and no ')}.`,
    hint: `\`truss env show ${shellWord(shortPath(directory))}\` lists those that it has.`,
  });
}
