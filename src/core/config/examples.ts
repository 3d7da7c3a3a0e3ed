import type { Issue } from '../errors/issue.ts';
import { nearest } from './nearest.ts';
import type { ConfigPath } from './problem.ts';
import { pathText, withHint } from './problem.ts';
import { ExactNumber, toExactJson } from './yaml/exact-number.ts';
import { locate } from './yaml/locate.ts';
import { parseYaml } from './yaml/parse-yaml.ts';
import { toPlainValue } from './yaml/plain-value.ts';
import type { YamlProblem } from './yaml/problem.ts';

/** A request with a name. */
export interface Example {
  readonly name: string;
  /** The whole body of the request. */
  readonly input: unknown;
  /** The same as JSON text with every number as it stands in the file: `1.0` is a float to Python, and `1` is not. */
  readonly body: string;
  /** The answer that is expected, as JSON text of the same kind; null where none is given. */
  readonly output: string | null;
  /** How far its numbers may be off, as a share of their size; null: as little as usual. */
  readonly tolerance: number | null;
}

/** What came of the text of an examples file: `examples` is empty where there are issues. */
export interface ParsedExamples {
  readonly examples: readonly Example[];
  /** Each is an error. */
  readonly issues: readonly Issue[];
}

/** Something wrong in the list. */
interface Mistake {
  readonly path: ConfigPath;
  readonly message: string;
  readonly hint?: string;
}

/** The keys of an example. Others are the user's own, unless they look like one of these. */
const KEYS = ['name', 'input', 'output', 'tolerance'];

/** Reads the text of an examples file: a list of `{name, input, output, tolerance}`, the last two if wanted. An empty file has none. `file`: how the issues name it. */
export function parseExamples(text: string, file: string): ParsedExamples {
  const parsed = parseYaml(text);
  if ('kind' in parsed) {
    return { examples: [], issues: [yamlIssue(parsed, file)] };
  }
  const { value, problems } = toPlainValue(parsed, { exactNumbers: true });
  const syntax = problems.filter(({ kind }) => kind === 'syntax').map((problem) => yamlIssue(problem, file));
  const mistakes = findMistakes(value).map(({ path, message, hint }): Issue => {
    const place = { path: pathText(path), file, ...locate(parsed, path, 'value') };
    return withHint({ code: 'EXAMPLES_INVALID', severity: 'error', message, ...place } as const, hint);
  });
  const issues = [...syntax, ...mistakes];
  return { examples: issues.length > 0 ? [] : items(value).map(toExample), issues };
}

function yamlIssue({ line, column, message, hint, excerpt }: YamlProblem, file: string): Issue {
  const told = excerpt === undefined ? message : `${message}: \`${excerpt}\``;
  const place = { path: '', file, line, column };
  return withHint({ code: 'EXAMPLES_INVALID', severity: 'error', message: told, ...place } as const, hint);
}

function findMistakes(value: unknown): Mistake[] {
  if (value === null || Array.isArray(value)) {
    return [...items(value).flatMap(mistakesOf), ...repeatedNames(items(value))];
  }
  return [
    {
      path: [],
      message: `the examples must be a list, not ${typeof value === 'object' ? 'a map' : 'a single value'}`,
      hint: 'Begin each with `- name: …` and, below it, `input: …`.',
    },
  ];
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mistakesOf(item: unknown, index: number): Mistake[] {
  if (!isMap(item)) {
    return [{ path: [index], message: `example ${index + 1} must be a map with \`name\` and \`input\`` }];
  }
  const { name } = item;
  const isNamed = typeof name === 'string' && name !== '';
  const label = isNamed ? `the example ${name}` : `example ${index + 1}`;
  return [
    ...(isNamed ? [] : [{ path: [index, 'name'], message: `${label} must have a \`name\`, which is text` }]),
    ...('input' in item
      ? []
      : [{ path: [index], message: `${label} must have an \`input\`: the body of the request` }]),
    ...badTolerance(item, index, label),
    ...misspeltKeys(item, index, label),
  ];
}

function badTolerance(item: Item, index: number, label: string): Mistake[] {
  const tolerance = toNumber(item['tolerance'] ?? 0);
  if (tolerance !== null && tolerance >= 0) {
    return [];
  }
  const message = `the tolerance of ${label} must be a number of at least 0`;
  return [
    { path: [index, 'tolerance'], message, hint: 'Write a share: 0.01 lets numbers be off by one in a hundred.' },
  ];
}

function misspeltKeys(item: Item, index: number, label: string): Mistake[] {
  return Object.keys(item).flatMap((key) => {
    const meant = KEYS.includes(key) ? undefined : nearest(key, KEYS);
    const message = `${label} has an unknown key \`${key}\``;
    return meant === undefined ? [] : [{ path: [index, key], message, hint: `Did you mean ${meant}?` }];
  });
}

function repeatedNames(list: readonly unknown[]): Mistake[] {
  const names = list.map((item) => (isMap(item) ? item['name'] : undefined));
  return names.flatMap((name, index) =>
    typeof name === 'string' && names.indexOf(name) < index
      ? [{ path: [index, 'name'], message: `two examples are named ${name}`, hint: 'Give each its own name.' }]
      : [],
  );
}

function toExample(item: unknown): Example {
  const { name, input, output, tolerance } = isMap(item) ? item : {};
  const body = toExactJson(input);
  return {
    name: String(name),
    input: JSON.parse(body),
    body,
    output: output === undefined ? null : toExactJson(output),
    tolerance: toNumber(tolerance ?? null),
  };
}

function toNumber(value: unknown): number | null {
  if (value instanceof ExactNumber) {
    return Number(value.text);
  }
  return typeof value === 'number' ? value : null;
}

type Item = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
