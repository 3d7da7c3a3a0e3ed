import { TrussError } from '../../core/errors/truss-error.ts';
import { shellWord } from '../../core/shell-word.ts';

/**
 * Refuses a request in the place of a directory: who forgets the -d would be told that there is no such directory.
 *
 * @throws {TrussError} `USAGE`
 */
export function refuseRequest(directory: string): void {
  if (!/^[{[]/.test(directory)) return;
  throw new TrussError('USAGE', {
    message: 'A request stands where the directory of the truss belongs.',
    hint: `Give it with -d: truss predict -d ${shellWord(directory)}`,
  });
}
