import { TrussError } from '../../../core/errors/truss-error.ts';

/**
 * Refuses what can be no path on any system.
 *
 * @throws {TrussError} `INPUT_INVALID`.
 */
export function requirePath(path: string): void {
  if (path.includes('\0')) {
    throw new TrussError('INPUT_INVALID', {
      message: `${JSON.stringify(path)} is no path: it has a null character in it.`,
      hint: 'Name a directory.',
    });
  }
}
