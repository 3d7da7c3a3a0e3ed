// The kinds of options and arguments that commands are made of.
import { parseDuration } from '../../core/duration.ts';
import { parseWholeNumber } from '../../core/whole-number.ts';
import type { Argument, Option } from './define-command.ts';

/** An option without a value. */
export function flag(flags: string, description: string): Option<boolean> {
  return { flags, description, fallback: false, parse: () => true, shownFallback: null };
}

/** The parser gives a flag that begins with `--no-` the value that it takes away: true until it is given. */
export function keptUnless(option: Option<boolean>): Option<boolean> {
  return { ...option, fallback: true };
}

/** An option whose value is taken as it is; null where it is not given. */
export function text(flags: string, description: string): Option<string | null> {
  return { flags, description, fallback: null, parse: (value) => value, shownFallback: null };
}

/** An option whose value is taken as it is. */
export function textWithDefault(flags: string, description: string, fallback: string): Option<string> {
  return { flags, description, fallback, parse: (value) => value, shownFallback: fallback };
}

/** An option that may be given several times; its values in their order. */
export function repeatedText(flags: string, description: string): Option<readonly string[]> {
  return { flags, description, fallback: [], parse: (value) => [value], shownFallback: null, repeats: true };
}

/** An option whose value is a list with commas between; empty where it is not given. */
export function list(flags: string, description: string): Option<readonly string[]> {
  const parse = (value: string): readonly string[] => value.split(',').map((word) => word.trim());
  return { flags, description, fallback: [], parse, shownFallback: null };
}

/** What an integer option accepts. */
export interface IntegerRange<T extends number | null> {
  readonly min: number;
  readonly max: number;
  readonly fallback: T;
}

/** An option whose value is a whole number within bounds. */
export function integer<T extends number | null>(
  flags: string,
  description: string,
  range: IntegerRange<T>,
): Option<number | T> {
  const { min, max, fallback } = range;
  const parse = (value: string): number => parseWholeNumber(value, min, max);
  return { flags, description, fallback, parse, shownFallback: fallback === null ? null : String(fallback) };
}

/** An option whose value is whole numbers with commas between, each within bounds and above the one before it. */
export function integers<T extends readonly number[] | null>(
  flags: string,
  description: string,
  range: { readonly min: number; readonly max: number; readonly fallback: T },
): Option<readonly number[] | T> {
  const { min, max, fallback } = range;
  const parse = (value: string): readonly number[] => {
    const numbers = value.split(',').map((word) => parseWholeNumber(word.trim(), min, max));
    if (numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))) return numbers;
    throw new Error('expected each number to be above the one before it');
  };
  return { flags, description, fallback, parse, shownFallback: fallback === null ? null : fallback.join(',') };
}

/** What an option of a length of time accepts, in ms; `shown`: how its fallback is written. */
export interface DurationRange<T extends number | null> {
  readonly minMs: number;
  readonly fallback: T;
  readonly shown: string | null;
}

/** An option whose value is a length of time, in ms: `500ms`, `10s`, `2m`. */
export function duration<T extends number | null>(
  flags: string,
  description: string,
  { minMs, fallback, shown }: DurationRange<T>,
): Option<number | T> {
  const parse = (value: string): number => {
    const ms = parseDuration(value) * 1000;
    if (ms >= minMs) return ms;
    throw new Error(`expected a duration from ${minMs}ms, such as 500ms, 10s or 2m`);
  };
  return { flags, description, fallback, parse, shownFallback: shown };
}

/** An option whose value is one of a few words; the first is the default. */
export function choice<const T extends readonly [string, ...string[]]>(
  flags: string,
  description: string,
  choices: T,
): Option<T[number]> {
  const parse = (value: string): T[number] => {
    const found = choices.find((word) => word === value);
    if (found === undefined) throw new Error(`expected ${anyOf(choices)}`);
    return found;
  };
  return { flags, description, fallback: choices[0], parse, shownFallback: choices[0], choices };
}

function anyOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last;
}

/** The argument of most commands: a truss directory, the current one by default. */
export const trussDirectory: Argument<string> = {
  description: 'the truss directory (default: the current directory)',
  required: false,
  repeats: false,
  collect: ([directory]) => directory ?? '.',
};

/** What is asked of a truss, or of a server that runs. */
export const trussOrServer: Argument<string> = {
  description: 'the truss directory (default: the current directory), or the address of a server',
  required: false,
  repeats: false,
  collect: ([target]) => target ?? '.',
};

/** Several truss directories, the current one by default. */
export const trussDirectories: Argument<readonly string[]> = {
  description: 'truss directories (default: the current directory)',
  required: false,
  repeats: true,
  collect: (directories) => (directories.length === 0 ? ['.'] : directories),
};

/** An argument that must be given. */
export function requiredText(description: string): Argument<string> {
  return { description, required: true, repeats: false, collect: ([value]) => value ?? '' };
}

/** An argument that must be given, and be one of a few words. */
export function requiredChoice<const T extends readonly [string, ...string[]]>(
  description: string,
  choices: T,
): Argument<T[number]> {
  const collect = ([value]: readonly string[]): T[number] => choices.find((word) => word === value) ?? choices[0];
  return { description, required: true, repeats: false, collect, choices };
}

/** At least one word. */
export function requiredTexts(description: string): Argument<readonly string[]> {
  return { description, required: true, repeats: true, collect: (words) => words };
}

/** Any number of words. */
export function texts(description: string): Argument<readonly string[]> {
  return { description, required: false, repeats: true, collect: (words) => words };
}
