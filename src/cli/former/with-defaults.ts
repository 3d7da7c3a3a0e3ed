import type { Command } from '../definition/define-command.ts';

/** The options of a command with some of them given, and the fallbacks of the others. */
export function withDefaults(
  { options }: Command,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const fallbacks = Object.entries(options).map(([name, { fallback }]) => [name, fallback]);
  return { ...Object.fromEntries(fallbacks), ...given };
}
