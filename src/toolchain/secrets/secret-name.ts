import { secretNameProblem } from '../../core/config/schema/secrets.ts';
import { TrussError } from '../../core/errors/truss-error.ts';

/**
 * Refuses what is no name of a secret. Somebody who writes `name=value` is not shown the value again.
 *
 * @throws {TrussError} `SECRET_NAME_INVALID`.
 */
export function requireSecretName(name: string): void {
  const [before = '', value] = name.split('=', 2);
  if (value !== undefined) {
    throw new TrussError('SECRET_NAME_INVALID', {
      message: 'A value stands behind the name, where other users of this machine can see it.',
      hint: `Give the name alone; the value is asked for, or read from stdin: truss secret set ${before || 'NAME'}`,
    });
  }
  const problem = secretNameProblem(name);
  if (problem !== null) {
    throw new TrussError('SECRET_NAME_INVALID', {
      message: `${JSON.stringify(name)} is not the name of a secret: it must be ${problem}.`,
      hint: 'Choose a name such as hf_access_token.',
    });
  }
}
