// What a lock is made from: the requirements of the config, or the file that it names.
import { basename, dirname, join as joinPath, resolve } from 'node:path';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { decodeRequirements } from '../../../core/requirements/decode-requirements.ts';
import type { LogicalLine } from '../../../core/requirements/logical-lines.ts';
import { logicalLines } from '../../../core/requirements/logical-lines.ts';
import { packageName } from '../../../core/requirements/package-name.ts';
import { readPlainFile } from '../../../system/files/read-plain-file.ts';
import { isMissing } from '../../../system/system-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';
import type { Project } from '../../project/open/open-project.ts';
import { condaFileProblem } from '../../project/requirements/conda-file.ts';
import { INCLUDED } from './included-file.ts';
import { readProjectFile } from './project-file.ts';
import { configIssue } from './requirement-issue.ts';
import type { SourceLine } from './source-line.ts';

/** What a `requirements_file` can be; `poetry` is a pyproject.toml whose packages are in Poetry's own table, which uv does not read. */
type FileKind = 'requirements.txt' | 'pyproject.toml' | 'poetry' | 'uv.lock';

/** A requirements.txt as it was read. */
export interface RequirementsText {
  /** As uv would name it: relative to the truss, or absolute. */
  readonly file: string;
  readonly lines: readonly LogicalLine[];
  /** Whether a line of it goes on in the next. */
  readonly isContinued: boolean;
}

/** All that says which packages a truss needs. */
export interface RequirementSources {
  readonly file: { readonly path: string; readonly kind: FileKind } | null;
  readonly lines: readonly SourceLine[];
  /** The Pythons that a pyproject.toml is for, as PEP 440 says it, of which one must hold; none: all. */
  readonly pythons: readonly string[];
  /** The texts that the lock follows from, for its digest. */
  readonly texts: readonly string[];
  /** Every requirements.txt that was read. */
  readonly read: readonly RequirementsText[];
}

/** Reads what a truss requires. A file that is named and missing is `FILE_MISSING`. */
export async function readSources(project: Project): Promise<RequirementSources> {
  const { config } = project;
  const written = config.requirements.map((text, index): SourceLine => {
    return { text: text.trim(), name: packageName(text), path: `requirements[${index}]`, file: null, line: null };
  });
  const lines = written.filter(({ text }) => isMeant(text));
  const reader: TextReader = { project, seen: new Set() };
  const own: Sources = { lines, texts: lines.map(({ text }) => text), read: [] };
  const path = config.requirements_file;
  const parts = [own, await readIncluded(reader, '', lines)];
  if (path === null) return { file: null, pythons: [], ...join(parts) };
  const ofConda = condaFileProblem(path);
  if (ofConda !== null) {
    const problem = { ...ofConda, code: 'ENV_REQUIREMENT_INVALID', severity: 'error' } as const;
    throw new TrussError(problem.code, {
      message: ofConda.message,
      issues: [configIssue(project, 'requirements_file', problem)],
    });
  }
  const kind = kindOfFile(path);
  if (kind === 'requirements.txt') {
    parts.push(await readText(reader, path));
    return { file: { path, kind }, pythons: [], ...join(parts) };
  }
  const { file, pythons, ...other } = await readOther(project, path, kind);
  return { file, pythons, ...join([...parts, other]) };
}

/** Whether a line says anything: old trusses have comments and empty lines among their requirements. */
function isMeant(text: string): boolean {
  return text !== '' && !text.startsWith('#');
}

function kindOfFile(file: string): Exclude<FileKind, 'poetry'> {
  const name = basename(file);
  if (name === 'uv.lock') return 'uv.lock';
  return name.endsWith('.toml') ? 'pyproject.toml' : 'requirements.txt';
}

type Sources = Pick<RequirementSources, 'lines' | 'texts' | 'read'>;

function join(parts: readonly Sources[]): Sources {
  return {
    lines: parts.flatMap(({ lines }) => lines),
    texts: parts.flatMap(({ texts }) => texts),
    read: parts.flatMap(({ read }) => read),
  };
}

async function readOther(
  project: Project,
  path: string,
  kind: 'pyproject.toml' | 'uv.lock',
): Promise<RequirementSources> {
  const toml = kind === 'uv.lock' ? joinPath(dirname(path), 'pyproject.toml') : path;
  const files = kind === 'uv.lock' ? [path, toml] : [path];
  const texts = await Promise.all(files.map((each) => readSource(project, each)));
  const { poetry, pythons } = await readProjectFile(project, toml, texts.at(-1) ?? '');
  const isPoetry = poetry !== null && kind === 'pyproject.toml';
  return { file: { path, kind: isPoetry ? 'poetry' : kind }, lines: isPoetry ? poetry : [], pythons, texts, read: [] };
}

interface TextReader {
  readonly project: Project;
  /** Files that were read: they may include one another. */
  readonly seen: Set<string>;
}

async function readText(reader: TextReader, file: string): Promise<Sources> {
  const place = resolve(reader.project.directory, file);
  if (reader.seen.has(place)) return join([]);
  reader.seen.add(place);
  const text = await readSource(reader.project, file);
  const logical = logicalLines(text);
  const all = logical.map(({ content, line }): SourceLine => {
    const trimmed = content.trim();
    return { text: trimmed, name: packageName(trimmed), path: 'requirements_file', file, line };
  });
  const lines = all.filter((line) => isMeant(line.text));
  const isContinued = logical.length < text.split('\n').length;
  const own: Sources = {
    lines,
    texts: [lines.map((line) => line.text).join('\n')],
    read: [{ file, lines: logical, isContinued }],
  };
  return join([own, await readIncluded(reader, dirname(file), lines)]);
}

async function readIncluded(reader: TextReader, from: string, lines: readonly SourceLine[]): Promise<Sources> {
  const parts: Sources[] = [];
  for (const { text } of lines) {
    const name = INCLUDED.exec(text)?.[1];
    if (name !== undefined) parts.push(await readText(reader, joinPath(from, name)));
  }
  return join(parts);
}

async function readSource(project: Project, file: string): Promise<string> {
  const path = resolve(project.directory, file);
  try {
    return decodeRequirements(await readPlainFile(path));
  } catch (error) {
    if (!isMissing(error)) throw explainReadError(error, path);
    const message = `The requirements are in ${file}, and there is no ${path}.`;
    throw new TrussError('FILE_MISSING', {
      message,
      hint: 'Correct the name, or put the file there.',
      issues: [configIssue(project, 'requirements_file', { code: 'FILE_MISSING', message, severity: 'error' })],
    });
  }
}
