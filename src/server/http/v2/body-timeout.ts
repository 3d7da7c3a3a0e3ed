// The request parameter `timeout` of a body, which the front has to know before the worker reads it.
import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { timeoutParameterMs } from '../../../core/protocols/timeout-parameter.ts';
import type { BodyForm } from '../../../core/wire/body-form.ts';
import { findMember, leadingScalar } from '../body/json-member.ts';

const KEY = 'timeout';

/** How many milliseconds a body allows; Infinity where it does not say. Only a body that has the word is looked into. */
export function bodyTimeoutMs(bytes: Buffer, { members }: BodyForm): OrRefusal<number> {
  const offset = members?.['binaryOffset'];
  const json = typeof offset === 'number' ? bytes.subarray(0, offset) : bytes;
  if (!json.includes(`"${KEY}"`)) return Infinity;
  const parameters = findMember(json, 'parameters');
  const value = parameters === null ? null : findMember(parameters, KEY);
  if (value === null) return Infinity;
  return timeoutParameterMs(String(leadingScalar(value) ?? 'no number'));
}
