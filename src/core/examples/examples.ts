import { pathText, withHint } from '../config/problem.ts';
import { toExactJson } from '../config/yaml/exact-number.ts';
import { locate } from '../config/yaml/locate.ts';
import { parseYaml } from '../config/yaml/parse-yaml.ts';
import { toPlainValue } from '../config/yaml/plain-value.ts';
import type { YamlProblem } from '../config/yaml/problem.ts';
import type { Issue } from '../errors/issue.ts';
import type { ExampleForm } from './example-form.ts';
import { toExampleForm } from './example-form.ts';
import { findExampleMistakes, findUnknownKeys, isMap, toNumber } from './example-mistakes.ts';

/** A request with a name. */
export type Example = JsonExample | FileExample | FormExample;

/** A request that stands in the examples file itself. */
export interface JsonExample extends ExampleFacts {
  readonly inputFile: null;
  readonly form: null;
  /** The whole body of the request. */
  readonly input: unknown;
  /** The same as JSON text with every number as it stands in the file: `1.0` is a float to Python, and `1` is not. */
  readonly body: string;
}

/** A request whose body is a file of the truss. */
export interface FileExample extends ExampleFacts {
  /** Relative to the truss; its name says the media type. */
  readonly inputFile: string;
  readonly form: null;
}

/** A request whose body is a form, of texts and files of the truss. */
interface FormExample extends ExampleFacts {
  readonly inputFile: null;
  /** Its files are relative to the truss. */
  readonly form: ExampleForm;
}

interface ExampleFacts {
  readonly name: string;
  /** The method of the model that is asked. */
  readonly method: string;
  /** The HTTP status that is expected; null: any that is no error. */
  readonly status: number | null;
  /** The answer that is expected, as JSON text like `body`; null where none is given, or a file has it. */
  readonly output: string | null;
  /** The file of the truss with the bytes that are expected; null where there is none. */
  readonly outputFile: string | null;
  /** How far numbers of the answer may be off, as a share of their size; null: as little as usual. */
  readonly tolerance: number | null;
  /** Places of the answer that are not compared: `created`, `choices[].id`. */
  readonly ignore: readonly string[];
}

/** What came of the text of an examples file: `examples` is empty where there are issues. */
export interface ParsedExamples {
  readonly examples: readonly Example[];
  /** Each is an error. */
  readonly issues: readonly Issue[];
  /** Keys that mean nothing: each is a warning. */
  readonly unknown: readonly Issue[];
}

/** The method that is asked where an example names none. */
export const PREDICT = 'predict';

/**
 * Reads the text of an examples file: a list of requests with names, and of what is expected of the answers. An empty file has
 * none. Files that an example names are not looked for. `file`: how the issues name the examples file.
 */
export function parseExamples(text: string, file: string): ParsedExamples {
  const parsed = parseYaml(text);
  if ('kind' in parsed) return { examples: [], issues: [yamlIssue(parsed, file)], unknown: [] };
  const { value, problems } = toPlainValue(parsed, { exactNumbers: true });
  const syntax = problems.filter(({ kind }) => kind === 'syntax').map((problem) => yamlIssue(problem, file));
  const mistakes = findExampleMistakes(value).map(({ path, message, hint }): Issue => {
    const place = { path: pathText(path), file, ...locate(parsed, path, 'value') };
    return withHint({ code: 'EXAMPLES_INVALID', severity: 'error', message, ...place } as const, hint);
  });
  const issues = [...syntax, ...mistakes];
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const unknown = findUnknownKeys(items).map(({ path, message }): Issue => {
    const { line, column } = locate(parsed, path, 'key');
    return { code: 'EXAMPLES_UNKNOWN_KEY', severity: 'warning', message, path: pathText(path), file, line, column };
  });
  return { examples: issues.length > 0 ? [] : items.map(toExample), issues, unknown };
}

/** An example that stands in no file. `body`, `output`: JSON texts. */
export function newExample(given: {
  readonly name: string;
  readonly body: string;
  readonly output?: string | undefined;
}): JsonExample {
  const { name, body, output = null } = given;
  const facts = { method: PREDICT, status: null, output, outputFile: null, tolerance: null, ignore: [] };
  return { name, inputFile: null, form: null, input: JSON.parse(body), body, ...facts };
}

function yamlIssue({ line, column, message, hint, excerpt }: YamlProblem, file: string): Issue {
  const told = excerpt === undefined ? message : `${message}: \`${excerpt}\``;
  const place = { path: '', file, line, column };
  return withHint({ code: 'EXAMPLES_INVALID', severity: 'error', message: told, ...place } as const, hint);
}

function toExample(item: unknown): Example {
  const { name, input, input_file, form, method, status, output, output_file, tolerance, ignore } = isMap(item)
    ? item
    : {};
  const facts: ExampleFacts = {
    name: String(name),
    method: typeof method === 'string' ? method : PREDICT,
    status: toNumber(status ?? null),
    output: output === undefined ? null : toExactJson(output),
    outputFile: typeof output_file === 'string' ? output_file : null,
    tolerance: toNumber(tolerance ?? null),
    ignore: Array.isArray(ignore) ? ignore.map(String) : [],
  };
  if (typeof input_file === 'string') return { ...facts, inputFile: input_file, form: null };
  if (form !== undefined) return { ...facts, inputFile: null, form: toExampleForm(form) };
  const body = toExactJson(input);
  return { ...facts, inputFile: null, form: null, input: JSON.parse(body), body };
}
