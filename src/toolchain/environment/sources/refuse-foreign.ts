import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { explainForeign } from '../../../core/requirements/foreign-lines.ts';
import { parseRequirement } from '../../../core/requirements/parse-requirement.ts';
import { plainRequirement } from '../../../core/requirements/plain-requirement.ts';
import type { Project } from '../../project/open/open-project.ts';
import { requirementIssue } from './requirement-issue.ts';
import type { SourceLine } from './source-line.ts';

/**
 * Refuses lines that other tools write and nobody can install from, before uv says something else about them.
 *
 * @throws {TrussError} `ENV_REQUIREMENT_INVALID` with all of them.
 */
export async function refuseForeign(project: Project, lines: readonly SourceLine[]): Promise<void> {
  const found = await Promise.all(lines.map((line) => issueOf(project, line)));
  const issues = found.filter((issue) => issue !== null);
  const [first] = issues;
  if (first === undefined) return;
  const message = issues.length === 1 ? first.message : `${issues.length} requirements cannot be installed anywhere.`;
  throw new TrussError('ENV_REQUIREMENT_INVALID', { message, issues });
}

async function issueOf(project: Project, line: SourceLine): Promise<Issue | null> {
  const told = explainForeign(plainRequirement(line.text)) ?? (await missingLinks(project, line));
  return told && requirementIssue(project, line, { ...told, code: 'ENV_REQUIREMENT_INVALID', severity: 'error' });
}

/** `--find-links` with a directory that is not there; uv speaks of an address then. */
async function missingLinks(
  { directory }: Project,
  { text, file }: SourceLine,
): Promise<{ readonly message: string; readonly hint: string } | null> {
  const read = parseRequirement(text);
  const isLinks = read.kind === 'option' && /^(?:-f|--find-links)$/.test(read.option);
  if (!isLinks || /^\w+:\/\//.test(read.value)) return null;
  // From the file that it stands in.
  const place = resolve(directory, dirname(file ?? ''), read.value);
  if ((await stat(place).catch(() => null)) !== null) return null;
  return { message: `${text}: there is no ${place}.`, hint: 'Correct the path, or put the packages there.' };
}
