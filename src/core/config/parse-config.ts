import type { Issue } from '../errors/issue.ts';
import { isTextField } from './check/as-meant.ts';
import type { CheckOptions } from './check/validate-config.ts';
import { validateConfig } from './check/validate-config.ts';
import type { Config } from './config.ts';
import type { ConfigProblem } from './problem.ts';
import { pathText } from './problem.ts';
import type { FieldPath } from './written-fields.ts';
import { writtenFields } from './written-fields.ts';
import { locate } from './yaml/locate.ts';
import { parseYaml } from './yaml/parse-yaml.ts';
import type { ParsedYaml } from './yaml/parsed-yaml.ts';
import { toPlainValue } from './yaml/plain-value.ts';
import type { YamlProblem } from './yaml/problem.ts';

/** What came of the text of a config file: `config` is null where an issue is an error. */
export interface ParsedConfig {
  readonly config: Config | null;
  /** The fields that the file gives, also where it gives what is the default. */
  readonly written: readonly FieldPath[];
  /** In the order of the file. */
  readonly issues: readonly Issue[];
}

/**
 * Reads the text of a config file: a whole config, or every problem with its place.
 *
 * `file`: how the issues name it. `strict`: an unknown key is an error.
 */
export function parseConfig(text: string, options: CheckOptions & { readonly file: string }): ParsedConfig {
  const parsed = parseYaml(text);
  if ('kind' in parsed) return { config: null, written: [], issues: [yamlIssue(parsed, options.file)] };
  const { value, problems } = toPlainValue(parsed, { isText: isTextField });
  const yamlIssues = problems.map((problem) => yamlIssue(problem, options.file));
  if (problems.some((problem) => problem.kind === 'syntax')) return { config: null, written: [], issues: yamlIssues };
  const check = validateConfig(value, options);
  const issues = [...yamlIssues, ...check.problems.map((problem) => placedIssue(problem, parsed, options.file))];
  return { config: check.config, written: writtenFields(value), issues: issues.toSorted(byPlace) };
}

function yamlIssue(problem: YamlProblem, file: string): Issue {
  const { kind, path, excerpt, ...rest } = problem;
  const told = excerpt === undefined ? rest : { ...rest, message: `${rest.message}: \`${excerpt}\`` };
  return kind === 'syntax'
    ? { ...told, code: 'CONFIG_SYNTAX', severity: 'error', path: pathText(path), file }
    : { ...told, code: 'CONFIG_DUPLICATE_KEY', severity: 'warning', path: pathText(path), file };
}

function placedIssue(problem: ConfigProblem, parsed: ParsedYaml, file: string): Issue {
  const { path, about, ...told } = problem;
  return { ...told, path: pathText(path), file, ...locate(parsed, path, about) };
}

function byPlace(left: Issue, right: Issue): number {
  return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);
}
