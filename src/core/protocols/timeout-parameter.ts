// Triton's request parameter `timeout`, which counts microseconds.
import type { OrRefusal } from '../inference/refusal.ts';

/** How many milliseconds it allows; Infinity for 0, which Triton's clients send for none. Or why it says nothing valid. */
export function timeoutParameterMs(given: string): OrRefusal<number> {
  if (/^\d{1,18}$/.test(given)) return Number(given) === 0 ? Infinity : Number(given) / 1000;
  const message = `The parameter timeout is ${given.slice(0, 64)}, where a number of microseconds is expected`;
  return { code: 'REQUEST_INPUT_INVALID', message };
}
