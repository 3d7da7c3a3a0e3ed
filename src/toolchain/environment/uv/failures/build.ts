import { TrussError } from '../../../../core/errors/truss-error.ts';
import { parseRequirement } from '../../../../core/requirements/parse-requirement.ts';
import { normaliseName } from '../../../../core/requirements/requirement-name.ts';
import { requirementIssue } from '../../sources/requirement-issue.ts';
import type { SourceLine } from '../../sources/source-line.ts';
import type { UvFailure } from '../uv-failure.ts';
import { lastLines } from '../uv-failure.ts';
import { intendedName } from './well-known-names.ts';

/** As much of a compiler's output as a terminal shows at once. */
const SHOWN_LINES = 15;

/** A package that was found and could not be made or put in place. */
export function explainBuild(failure: UvFailure): TrussError | null {
  const { text } = failure;
  if (/Hash mismatch/.test(text)) return wrongHash(failure);
  const [, quoted] = /Failed to (?:build|download and build|prepare|install):? `([^`]+)`/i.exec(text) ?? [];
  const failed =
    quoted !== undefined ||
    /The build backend returned an error|Git operation failed|can't be installed because/.test(text);
  if (!failed) return null;
  const name = quoted === undefined ? null : normaliseName(/^[\w.-]*\w/.exec(quoted)?.[0] ?? quoted);
  const line = lineOf(failure, name) ?? localLineOf(failure, quoted ?? '');
  const meant = name === null ? undefined : intendedName(name);
  const message = `${quoted ?? line?.text ?? 'A requirement'} could not be installed. The last lines:\n${lastLines(withoutHints(failure), SHOWN_LINES)}`;
  const told = { code: 'ENV_INSTALL_FAILED', message, severity: 'error' } as const;
  return new TrussError('ENV_INSTALL_FAILED', {
    message,
    hint: meant === undefined ? hintFor(failure) : `Did you mean ${meant}?`,
    issues: line === undefined ? [] : [requirementIssue(failure.project, line, told)],
    cause: new Error(failure.details),
  });
}

function hintFor({ text, isForImage = false }: UvFailure): string {
  if (text.includes('Git operation failed')) {
    return 'Check the address, and that git can read it from here without asking for a password.';
  }
  return isForImage
    ? 'There is no ready-made file of it for this Python and kind of processor, and the image brings no compiler: take a version that has such a file, or name what builds it in system_packages (as gcc and libc6-dev).'
    : 'There is no ready-made file of it for this Python, so it is built here: it may want a compiler, a system package, or another version.';
}

/** The line of the package; where uv does not say which failed, the only one that has no name. */
function lineOf({ lines }: UvFailure, name: string | null): SourceLine | undefined {
  if (name !== null) return lines.find((line) => line.name === name);
  const unnamed = lines.filter((line) => line.name === null && parseRequirement(line.text).kind === 'direct');
  return unnamed.length === 1 ? unnamed[0] : undefined;
}

/** The line of a file or directory of the truss, which uv calls by where it lies: in the truss, or in an image. */
function localLineOf({ lines }: UvFailure, quoted: string): SourceLine | undefined {
  const [, place] = /@ file:\/\/(\S+)/.exec(quoted) ?? [];
  if (place === undefined) return undefined;
  return lines.find(({ text }) => {
    const [, path] = /^(?:-e |--editable[ =])?\.\/(\S+?)\/?$/.exec(text) ?? [];
    return path !== undefined && place.endsWith(`/${path}`);
  });
}

function wrongHash(failure: UvFailure): TrussError {
  const [, what = 'A package'] = /Hash mismatch for `([^`]+)`/.exec(failure.text) ?? [];
  return new TrussError('ENV_INSTALL_FAILED', {
    message: `${what} is not the file that requirements.lock was made with: its hash is another.`,
    hint: 'Find out why before you trust it. Where the index has replaced the file on purpose, remove requirements.lock so that it is made anew.',
    cause: new Error(failure.details),
  });
}

/** uv's hints are replaced by ours. */
function withoutHints(failure: UvFailure): UvFailure {
  return { ...failure, details: failure.details.replace(/\n\s*hint:[^]*$/, '') };
}
