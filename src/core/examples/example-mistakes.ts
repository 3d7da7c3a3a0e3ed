// What can be wrong with the list of an examples file, once it is YAML.
import { nearest } from '../config/nearest.ts';
import type { ConfigPath } from '../config/problem.ts';
import { INSIDE_PATH, staysInside } from '../config/schema/values/inside-path.ts';
import { ExactNumber } from '../config/yaml/exact-number.ts';
import { findFormMistakes } from './example-form.ts';

/** Something wrong in the list. */
export interface ExampleMistake {
  readonly path: ConfigPath;
  readonly message: string;
  readonly hint?: string;
}

/** An item of the list as it stands there. */
type Item = Readonly<Record<string, unknown>>;

/** One item, and how messages call it. */
interface Labelled {
  readonly item: Item;
  readonly index: number;
  readonly label: string;
}

/** The keys of an example. One that looks like one of these is a mistake; others mean nothing. */
const KEYS = [
  'name',
  'input',
  'input_file',
  'form',
  'method',
  'status',
  'output',
  'output_file',
  'tolerance',
  'ignore',
];

/** The keys of which one has the body of the request. */
const BODIES = ['input', 'input_file', 'form'];

/** Finds everything wrong with the value of an examples file; its numbers are `ExactNumber`s where they need to be. */
export function findExampleMistakes(value: unknown): ExampleMistake[] {
  if (value !== null && !Array.isArray(value)) {
    const message = `the examples must be a list, not ${typeof value === 'object' ? 'a map' : 'a single value'}`;
    return [{ path: [], message, hint: 'Begin each with `- name: …` and, below it, `input: …`.' }];
  }
  const items: readonly unknown[] = value ?? [];
  return [...items.flatMap(mistakesOf), ...repeatedNames(items)];
}

function mistakesOf(item: unknown, index: number): ExampleMistake[] {
  if (!isMap(item)) {
    return [{ path: [index], message: `example ${index + 1} must be a map with \`name\` and \`input\`` }];
  }
  const { name } = item;
  const isNamed = isText(name);
  const label = isNamed ? `the example ${name}` : `example ${index + 1}`;
  const labelled = { item, index, label };
  return [
    ...(isNamed ? [] : [{ path: [index, 'name'], message: `${label} must have a \`name\`, which is text` }]),
    ...badInput(labelled),
    ...badForm(labelled),
    ...badFile(labelled, 'input_file'),
    ...badFile(labelled, 'output_file'),
    ...badOutput(labelled),
    ...badMethod(labelled),
    ...badStatus(labelled),
    ...badTolerance(labelled),
    ...badIgnore(labelled),
    ...misspeltKeys(labelled),
  ];
}

function badInput({ item, index, label }: Labelled): ExampleMistake[] {
  const given = BODIES.filter((key) => key in item);
  if (given.length === 1) return [];
  if (given.length > 1) {
    const message = `${label} has ${given.map((key) => `\`${key}\``).join(' and ')}, each of which is the body`;
    return [{ path: [index, given.at(-1) ?? ''], message, hint: 'Keep the one that is the body of the request.' }];
  }
  const message = `${label} must have an \`input\`: the body of the request`;
  return [
    {
      path: [index],
      message,
      hint: 'A body that is no JSON is a file, `input_file: requests/photo.png`, or a `form`.',
    },
  ];
}

function badFile({ item, index, label }: Labelled, key: 'input_file' | 'output_file'): ExampleMistake[] {
  if (!(key in item) || staysInside(item[key])) return [];
  const message = `the ${key} of ${label} must be ${INSIDE_PATH}`;
  return [{ path: [index, key], message, hint: 'Put the file into the truss, and write its path from there.' }];
}

function badForm({ item, index, label }: Labelled): ExampleMistake[] {
  if (!('form' in item)) return [];
  return findFormMistakes(item['form']).map(({ path, message, hint }) => ({
    path: [index, 'form', ...path],
    message: `the form of ${label} ${message}`,
    hint,
  }));
}

function badOutput({ item, index, label }: Labelled): ExampleMistake[] {
  if ('output_file' in item && item['output_file'] === item['input_file']) {
    const message = `the output_file of ${label} is its input_file, which --update would overwrite`;
    return [{ path: [index, 'output_file'], message, hint: 'Name another file for the answer.' }];
  }
  if (!('output' in item) || !('output_file' in item)) return [];
  const message = `${label} has an \`output\` and an \`output_file\``;
  return [{ path: [index, 'output_file'], message, hint: 'Keep the one that is the answer.' }];
}

function badMethod({ item, index, label }: Labelled): ExampleMistake[] {
  if (!('method' in item) || isText(item['method'])) return [];
  const message = `the method of ${label} must be the name of a method of the model`;
  return [{ path: [index, 'method'], message, hint: 'Such as chat_completions; without it, predict is asked.' }];
}

function badStatus({ item, index, label }: Labelled): ExampleMistake[] {
  if (!('status' in item)) return [];
  const status = toNumber(item['status']);
  if (status === null || !Number.isInteger(status) || status < 200 || status > 599) {
    const message = `the status of ${label} must be the number of an HTTP status, from 200 to 599`;
    return [{ path: [index, 'status'], message, hint: 'Such as 400, where the request must be refused.' }];
  }
  const hasOutput = ['output', 'output_file'].some((key) => key in item);
  if (status < 400 || !hasOutput) return [];
  const message = `${label} has the status of an error, and an output`;
  return [{ path: [index, 'status'], message, hint: 'Keep one of them: what is compared of an error is its status.' }];
}

function badTolerance({ item, index, label }: Labelled): ExampleMistake[] {
  const tolerance = toNumber(item['tolerance'] ?? 0);
  if (tolerance !== null && tolerance >= 0) return [];
  const message = `the tolerance of ${label} must be a number of at least 0`;
  const hint = 'Write a share: 0.01 lets numbers be off by one in a hundred.';
  return [{ path: [index, 'tolerance'], message, hint }];
}

function badIgnore({ item, index, label }: Labelled): ExampleMistake[] {
  const ignore = item['ignore'] ?? [];
  if (Array.isArray(ignore) && ignore.every(isText)) return [];
  const message = `the \`ignore\` of ${label} must be a list of places in the answer`;
  return [{ path: [index, 'ignore'], message, hint: 'Such as [created, "choices[].id"].' }];
}

function misspeltKeys({ item, index, label }: Labelled): ExampleMistake[] {
  return Object.keys(item).flatMap((key) => {
    const meant = KEYS.includes(key) ? undefined : nearest(key, KEYS);
    const message = `${label} has an unknown key \`${key}\``;
    return meant === undefined ? [] : [{ path: [index, key], message, hint: `Did you mean ${meant}?` }];
  });
}

/** Finds the keys of examples that nobody reads, and that are not meant as others. */
export function findUnknownKeys(items: readonly unknown[]): ExampleMistake[] {
  return items.flatMap((item, index) =>
    Object.keys(isMap(item) ? item : {})
      .filter((key) => !KEYS.includes(key) && nearest(key, KEYS) === undefined)
      .map((key) => ({ path: [index, key], message: `${key} is not a known key of an example` })),
  );
}

function repeatedNames(list: readonly unknown[]): ExampleMistake[] {
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const name = isMap(item) ? item['name'] : undefined;
    if (typeof name !== 'string') return [];
    if (seen.has(name)) {
      return [{ path: [index, 'name'], message: `two examples are named ${name}`, hint: 'Give each its own name.' }];
    }
    seen.add(name);
    return [];
  });
}

/** A number of the file, or null. */
export function toNumber(value: unknown): number | null {
  if (value instanceof ExactNumber) return Number(value.text);
  return typeof value === 'number' ? value : null;
}

/** Whether an item of the list is a map. */
export function isMap(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
