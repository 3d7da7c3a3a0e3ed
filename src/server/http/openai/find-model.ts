import { findMember, leadingScalar } from '../body/json-member.ts';

/** The text that the member `model` of a JSON object has; null where there is none. */
export function findModel(body: Buffer): string | null {
  const value = findMember(body, 'model');
  const model = value === null ? null : leadingScalar(value);
  return typeof model === 'string' ? model : null;
}
