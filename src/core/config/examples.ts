import type { Issue } from '../errors/issue.ts';
import type { ConfigPath } from './problem.ts';
import { pathText, withHint } from './problem.ts';
import { toExactJson } from './yaml/exact-number.ts';
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

/** Reads the text of an examples file: a list of `{name, input}`. An empty file has none. `file`: how the issues name it. */
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
  ];
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
  const { name, input } = isMap(item) ? item : {};
  const body = toExactJson(input);
  return { name: String(name), input: JSON.parse(body), body };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
