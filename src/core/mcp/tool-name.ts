import { shortDigest } from '../short-digest.ts';

/** What OpenAI and Anthropic allow. */
const MAX_NAME = 64;

/** The name of a tool, `iris_predict`, which is not among those that are taken; it is added to them. */
export function toolName(model: string, method: string, taken: Set<string>): string {
  const whole = `${model}_${method}`.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
  let name = whole.length <= MAX_NAME ? whole : `${whole.slice(0, MAX_NAME - 8)}_${shortDigest(whole)}`;
  for (let number = 2; taken.has(name); number += 1) {
    const ending = `_${number}`;
    name = `${whole.slice(0, MAX_NAME - ending.length)}${ending}`;
  }
  taken.add(name);
  return name;
}
