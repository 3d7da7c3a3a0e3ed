import { basename, dirname, resolve } from 'node:path';

import { withHint } from '../../../core/config/problem.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { decodeRequirements } from '../../../core/requirements/decode-requirements.ts';
import { logicalLines } from '../../../core/requirements/logical-lines.ts';
import { parseRequirement } from '../../../core/requirements/parse-requirement.ts';
import { readPlainFile } from '../../../system/files/read-plain-file.ts';
import { isMissing } from '../../../system/system-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';

/**
 * The requirements of a requirements.txt, without comments and empty lines; files that it includes with `-r` are read in its
 * place.
 *
 * @throws {TrussError} `FILE_MISSING`, `FILE_UNREADABLE`; `ENV_REQUIREMENT_INVALID` with every line that cannot be read.
 */
export async function readRequirementsFile(path: string): Promise<readonly string[]> {
  const { lines, issues } = await readLines(path, new Set());
  const [first] = issues;
  if (first !== undefined) {
    const message = issues.length === 1 ? first.message : `${path} has ${issues.length} errors.`;
    throw new TrussError('ENV_REQUIREMENT_INVALID', { message, issues });
  }
  return lines;
}

interface Read {
  readonly lines: readonly string[];
  readonly issues: readonly Issue[];
}

async function readLines(path: string, seen: Set<string>): Promise<Read> {
  if (seen.has(path)) return { lines: [], issues: [] };
  seen.add(path);
  const bytes = await readPlainFile(path).catch((error: unknown) => {
    if (!isMissing(error)) throw explainReadError(error, path);
    throw new TrussError('FILE_MISSING', {
      message: `There is no requirements file ${path}.`,
      hint: 'Correct the path; a relative one starts from the current directory.',
      cause: error,
    });
  });
  const reads: Read[] = [];
  for (const { content, line } of logicalLines(decodeRequirements(bytes))) {
    reads.push(await readLine(content, { path, line, seen }));
  }
  return { lines: reads.flatMap((read) => read.lines), issues: reads.flatMap((read) => read.issues) };
}

interface LinePlace {
  readonly path: string;
  readonly line: number;
  readonly seen: Set<string>;
}

async function readLine(text: string, { path, line, seen }: LinePlace): Promise<Read> {
  const requirement = parseRequirement(text);
  const complain = (message: string, hint?: string): Read => {
    const place = { path: '', file: basename(path), line };
    const issue = { ...place, code: 'ENV_REQUIREMENT_INVALID', severity: 'error', message } as const;
    return { lines: [], issues: [withHint(issue, hint)] };
  };
  if (requirement.kind === 'nothing') return { lines: [], issues: [] };

  if (requirement.kind === 'invalid') return complain(requirement.message, requirement.hint);
  if (requirement.kind === 'option' && /^(-r|--requirement)$/.test(requirement.option)) {
    return readLines(resolve(dirname(path), requirement.value), seen);
  }
  if (requirement.kind === 'option' && /^(-c|--constraint)$/.test(requirement.option)) {
    return complain(`${text} points outside of the truss`, 'Write the constraints into the requirements themselves.');
  }
  return {
    lines: [
      text
        .replace(/\s#.*$/, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ],
    issues: [],
  };
}
