import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import type { Config } from '../../../core/config/config.ts';
import { defaultConfig } from '../../../core/config/config.ts';
import type { ConfigPath } from '../../../core/config/problem.ts';
import { pathText, valueAt, withHint } from '../../../core/config/problem.ts';
import { locate } from '../../../core/config/yaml/locate.ts';
import { parseYaml } from '../../../core/config/yaml/parse-yaml.ts';
import { toPlainValue } from '../../../core/config/yaml/plain-value.ts';
import type { ErrorCode } from '../../../core/errors/catalogue.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { readExamplesFile } from '../examples/read-examples.ts';
import type { Project } from '../open/open-project.ts';
import { openProject } from '../open/open-project.ts';
import { missingExternalPackages } from './external-packages.ts';

/**
 * Opens a truss and looks whether what its config names is there and can be read: the model file (none is needed beside a
 * `docker_server`), the requirements file, the directories of packages outside of it, the examples, a place of another name than
 * the usual one. Nothing is run.
 *
 * `strict`: an unknown key is an error.
 *
 * @throws {TrussError} what `openProject` throws; `MODEL_FILE_MISSING`, `FILE_MISSING` and `EXAMPLES_INVALID`, or
 * `PROJECT_INVALID` where it is several of them, with every problem.
 */
export async function checkProject(directory: string, options: { readonly strict: boolean }): Promise<Project> {
  const project = await openProject(directory, options);
  const examples = await examplesIssues(project);
  const doubts = examples.filter(({ severity }) => severity === 'warning');
  const errors = [
    ...(await missingFiles(project)),
    ...(await missingExternalPackages(project)),
    ...examples.filter(({ severity }) => severity === 'error'),
    ...(options.strict ? doubts.map(asError) : []),
  ];
  const [first] = errors;
  if (first !== undefined) {
    const codes = new Set(errors.map(({ code }) => code));
    throw new TrussError(codes.size === 1 ? first.code : 'PROJECT_INVALID', {
      message: errors.length === 1 ? first.message : `The truss has ${errors.length} errors.`,
      issues: [...project.issues, ...errors],
    });
  }
  return { ...project, issues: [...project.issues, ...doubts] };
}

function asError(issue: Issue): Issue {
  return { ...issue, severity: 'error' };
}

/** Something that a field of the config names. */
interface Named {
  readonly field: ConfigPath;
  readonly path: string;
  readonly code: ErrorCode;
  readonly what: string;
}

async function missingFiles(project: Project): Promise<Issue[]> {
  const { model_module_dir, model_class_filename, requirements_file, docker_server } = project.config;
  const modelFile = join(model_module_dir, model_class_filename);
  const model: Named = {
    field: ['model_class_filename'],
    path: modelFile,
    code: 'MODEL_FILE_MISSING',
    what: 'the file with the model class',
  };
  const named: Named[] = [
    // A server of its own takes the place of the class.
    ...(docker_server === null ? [model] : []),
    ...(requirements_file === null ? [] : [fileOf(['requirements_file'], requirements_file)]),
    ...renamedPlaces(project.config),
  ];
  const isThere = await Promise.all(named.map(({ path }) => exists(resolve(project.directory, path))));
  return named.filter((_, index) => isThere[index] !== true).map((missing) => missingFile(project, missing));
}

function fileOf(field: ConfigPath, path: string): Named {
  return { field, path, code: 'FILE_MISSING', what: pathText(field) };
}

/** Nothing need be at the places that every truss has; who names another one expects that something is there. */
function renamedPlaces(config: Config): Named[] {
  const usual = defaultConfig();
  return (['data_dir', 'bundled_packages_dir', 'examples_filename'] as const)
    .filter((field) => config[field] !== usual[field])
    .map((field) => fileOf([field], config[field]));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

function missingFile({ text }: Project, { field, path, code, what }: Named): Issue {
  const message = `${what} is missing: there is no ${path}`;
  const hint = `Put it there, or correct ${pathText(field)}.`;
  const issue: Issue = { code, severity: 'error', path: pathText(field), message, hint, file: CONFIG_FILE };
  const parsed = parseYaml(text);
  // A default stands nowhere in the file.
  return 'kind' in parsed || valueAt(toPlainValue(parsed).value, field) === undefined
    ? issue
    : { ...issue, ...locate(parsed, field, 'value') };
}

async function examplesIssues(project: Project): Promise<readonly Issue[]> {
  try {
    return (await readExamplesFile(project)).unknown;
  } catch (error) {
    if (!(error instanceof TrussError)) throw error;
    const { code, message, hint } = error;
    const file = project.config.examples_filename;
    return error.issues.length > 0
      ? error.issues
      : [withHint({ code, severity: 'error', path: '', message, file }, hint)];
  }
}
