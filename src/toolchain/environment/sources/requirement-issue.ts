import { resolve } from 'node:path';

import { locate } from '../../../core/config/yaml/locate.ts';
import { parseYaml } from '../../../core/config/yaml/parse-yaml.ts';
import type { ErrorCode } from '../../../core/errors/catalogue.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import type { Project } from '../../project/open/open-project.ts';
import type { SourceLine } from './source-line.ts';

/** What is said of a requirement. */
export interface RequirementProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly severity: 'error' | 'warning';
}

/** An issue about a requirement, with the file and line in which the user wrote it. */
export function requirementIssue(project: Project, line: SourceLine, problem: RequirementProblem): Issue {
  return { path: line.path, ...problem, ...placeOf(project, line) };
}

/** An issue about a key of the config, such as `python_version`, with its line where it is written. */
export function configIssue(project: Project, key: string, problem: RequirementProblem): Issue {
  return { path: key, ...problem, ...placeInConfig(project, [key]) };
}

type Place = Pick<Issue, 'file' | 'line' | 'column'>;

function placeOf(project: Project, { file, line, path }: SourceLine): Place {
  // A package that nobody asked for by name has no line.
  if (path === '' && file === null) return {};
  if (file !== null) {
    const absolute = resolve(project.directory, file);
    return line === null ? { file: absolute } : { file: absolute, line };
  }
  const index = /\[(\d+)\]$/.exec(path)?.[1];
  return placeInConfig(project, index === undefined ? [path] : ['requirements', Number(index)]);
}

function placeInConfig({ text, configPath }: Project, path: readonly (string | number)[]): Place {
  const parsed = parseYaml(text);
  return 'kind' in parsed ? { file: configPath } : { file: configPath, ...locate(parsed, path, 'value') };
}
