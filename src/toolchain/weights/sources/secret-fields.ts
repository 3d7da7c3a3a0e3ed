import { TrussError } from '../../../core/errors/truss-error.ts';
import type { SourceContext } from './weight-source.ts';

/**
 * The texts of a secret that is a JSON object, as the credentials of clouds are; null where the secret has no value.
 *
 * @throws {TrussError} `WEIGHTS_ACCESS_DENIED` where it is no such object; its value is not shown
 */
export function secretFields(
  { secret, secretName }: SourceContext,
  expected: string,
): Readonly<Record<string, string>> | null {
  if (secret === null || secret === '') return null;
  const fields = parse(secret);
  if (fields !== null) return fields;
  throw new TrussError('WEIGHTS_ACCESS_DENIED', {
    message: `The secret ${secretName} is not what is expected: a JSON object with ${expected}.`,
    hint: `Set it anew: truss secret set ${secretName}`,
  });
}

function parse(text: string): Readonly<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, String(field)]));
  } catch {
    return null;
  }
}
