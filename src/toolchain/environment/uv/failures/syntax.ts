import { join } from 'node:path';

import { TrussError } from '../../../../core/errors/truss-error.ts';
import { requirementIssue } from '../../sources/requirement-issue.ts';
import type { SourceLine } from '../../sources/source-line.ts';
import type { UvFailure } from '../uv-failure.ts';

/** uv could not read a requirement, or the file that they are in. */
export function explainSyntax(failure: UvFailure): TrussError | null {
  const place = findPlace(failure);
  if (place === null) return brokenToml(failure);
  const { line, written, reason } = place;
  const message = `"${line?.text ?? written}" is no requirement: ${reason}`;
  const told = { code: 'ENV_REQUIREMENT_INVALID', message, severity: 'error' } as const;
  return new TrussError('ENV_REQUIREMENT_INVALID', {
    message,
    hint: 'Write it as for pip: `name`, `name==1.2`, `name>=1,<2 ; python_version < "3.12"`, or `name @ https://…`.',
    issues: line === null ? [] : [requirementIssue(failure.project, line, told)],
    cause: new Error(failure.details),
  });
}

const TOML = /Failed to parse: `?\S+\.(?:toml|lock)`?[^]*TOML parse error at line (\d+), column (\d+)\n[^]*\^\n *(.+)/;

/** A pyproject.toml or uv.lock of the truss that is no TOML. */
function brokenToml({ details, project }: UvFailure): TrussError | null {
  const [, line, column, reason] = TOML.exec(details) ?? [];
  const file = project.config.requirements_file;
  if (file === null || reason === undefined) return null;
  const message = `${file} is no TOML: ${reason}`;
  const place = { path: '', file: join(project.directory, file), line: Number(line), column: Number(column) };
  return new TrussError('ENV_REQUIREMENT_INVALID', {
    message,
    issues: [{ ...place, code: 'ENV_REQUIREMENT_INVALID', message, severity: 'error' }],
    cause: new Error(details),
  });
}

interface Place {
  readonly line: SourceLine | null;
  /** The requirement, where uv repeats it. */
  readonly written: string;
  readonly reason: string;
}

/** uv gives the reason, then repeats the requirement, then points into it. */
const UNPARSED = /Couldn.t parse requirement in .*\n\s*(?:cause|Caused by): (.*)\n\s*(.*)/;

/** What is no requirement at all is only counted: `-:2:1` is the second line of stdin. */
const UNEXPECTED = /(Unexpected .*?): ([^\s:]+):(\d+):\d+/;

function findPlace({ details, lines, input }: UvFailure): Place | null {
  const [, reason, written] = UNPARSED.exec(details) ?? [];
  if (reason !== undefined && written !== undefined) {
    return { line: lines.find(({ text }) => text.includes(written)) ?? null, written, reason };
  }
  const [, why, file, number] = UNEXPECTED.exec(details) ?? [];
  if (why === undefined || number === undefined) return null;
  const text = file === '-' ? (input.split('\n')[Number(number) - 1] ?? '') : '';
  const line = lines.find((each) => (file === '-' ? each.text === text : each.line === Number(number)));
  return { line: line ?? null, written: text, reason: why };
}
