import { stat } from 'node:fs/promises';
import { dirname, join, normalize, resolve } from 'node:path';

import { parse } from 'smol-toml';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { packageName } from '../../../core/requirements/package-name.ts';
import type { PoetryDependencies, Table } from '../../../core/requirements/poetry/dependencies.ts';
import { asTable, poetryDependencies } from '../../../core/requirements/poetry/dependencies.ts';
import type { Project } from '../../project/open/open-project.ts';
import { configIssue } from './requirement-issue.ts';
import type { SourceLine } from './source-line.ts';

/** What a pyproject.toml says of packages and of Python. */
export interface ProjectFile {
  /** The packages of Poetry's own table, which uv does not read; null where uv reads the file. */
  readonly poetry: readonly SourceLine[] | null;
  /** The Pythons that it is for, as PEP 440 says it, of which one must hold; none: all. */
  readonly pythons: readonly string[];
}

/**
 * Reads a pyproject.toml (from the directory of the truss). One that is no TOML is left to uv, which says where it is none.
 *
 * @throws {TrussError} `ENV_REQUIREMENT_INVALID` where it names no packages in a way that anybody reads.
 */
export async function readProjectFile(project: Project, file: string, text: string): Promise<ProjectFile> {
  const tables = tablesOf(text);
  if (tables === null) return { poetry: null, pythons: [] };
  const { project: standard, tool } = tables;
  const { dependencies, 'requires-python': python } = asTable(standard);
  const pythons = typeof python === 'string' ? [python] : [];
  const poetry = asTable(asTable(tool)['poetry']);
  if (dependencies === undefined && poetry['dependencies'] !== undefined) {
    const read = poetryDependencies(poetry);
    if (read.problems.length > 0) throw invalid(project, `${file}: ${read.problems.join('; ')}.`, SAY_OTHERWISE);
    return {
      poetry: read.lines.map((line) => asSource(line, file, text)),
      pythons: pythons.length > 0 ? pythons : read.python,
    };
  }
  if (standard === undefined && !(await isBuilt(resolve(project.directory, file), tables))) {
    const there = Object.keys(tables).map((name) => `[${name}]`);
    const shown = there.length === 0 ? 'it is empty' : `it has ${there.join(', ')}`;
    throw invalid(project, `${file} names no packages: there is no [project] in it; ${shown}.`, NAME_THEM);
  }
  return { poetry: null, pythons };
}

const SAY_OTHERWISE = 'Write it as one range, or export the packages: `poetry export -o requirements.txt`.';
const NAME_THEM =
  'Write `dependencies = […]` under [project], with a name and a version, or name a requirements.txt or uv.lock.';

function tablesOf(text: string): Table | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** Whether the packages are with another tool, which uv asks: setuptools has files of its own, others a table. */
async function isBuilt(path: string, tables: Table): Promise<boolean> {
  const beside = ['setup.py', 'setup.cfg'].map((name) => join(dirname(path), name));
  const found = await Promise.all(beside.map((each) => stat(each).catch(() => null)));
  const backend = asTable(tables['build-system'])['build-backend'];
  return found.some((each) => each !== null) || (typeof backend === 'string' && !backend.startsWith('setuptools'));
}

function asSource({ key, text }: PoetryDependencies['lines'][number], file: string, toml: string): SourceLine {
  const at = toml.split('\n').findIndex((line) => line.trimStart().replace(/^["']/, '').startsWith(key));
  const moved = text.replace(/ @ (\.{1,2}\/\S*)/, (_, path: string) => ` @ ./${normalize(join(dirname(file), path))}`);
  return { text: moved, name: packageName(moved), path: 'requirements_file', file, line: at === -1 ? null : at + 1 };
}

function invalid(project: Project, message: string, hint: string): TrussError {
  const issue = configIssue(project, 'requirements_file', {
    code: 'ENV_REQUIREMENT_INVALID',
    message,
    severity: 'error',
  });
  return new TrussError('ENV_REQUIREMENT_INVALID', { message, hint, issues: [issue] });
}
