import { nearest } from '../../../../core/config/nearest.ts';
import type { Issue } from '../../../../core/errors/issue.ts';
import { TrussError } from '../../../../core/errors/truss-error.ts';
import { normaliseName } from '../../../../core/requirements/requirement-name.ts';
import { requirementIssue } from '../../sources/requirement-issue.ts';
import type { SourceLine } from '../../sources/source-line.ts';
import { namesPackage } from '../names-package.ts';
import type { UvFailure } from '../uv-failure.ts';
import { intendedName, WELL_KNOWN } from './well-known-names.ts';
import { describePlatform } from './wheel-platform.ts';

type Told = { readonly code: 'ENV_REQUIREMENT_NOT_FOUND' | 'ENV_REQUIREMENTS_CONFLICT'; readonly message: string };

const UNKNOWN =
  /(?:Because |and )([\w.-]+)(?:\[[^\]]*\])? was not found in the (?:package registry|provided package locations|cache)/;
const NO_VERSION = /there (?:is|are) no versions? of (\S+?)(?= and |,)/;
const ONLY_VERSIONS =
  /only (?:the following versions of |)(\S+?)(?: are available: |<=|==)(.*?)(?= and you require|, we can)/;
const NO_FILE =
  /Distribution not found at: (\S+)|(?:Failed to (?:download|fetch)).*?HTTP status client error \(404 Not Found\) for url \((\S+?)\)/;

/** A package, a version or a file that is not there. */
export function explainMissing(failure: UvFailure): TrussError | null {
  const { text } = failure;
  const [, unknown] = UNKNOWN.exec(text) ?? [];
  if (unknown !== undefined) return unknownPackage(failure, unknown);
  const [, path, url] = NO_FILE.exec(text) ?? [];
  const file = path ?? url;
  if (file !== undefined) {
    const line = failure.lines.find((each) =>
      file.endsWith(each.text.replace(/^.*@\s*|^-e\s*/, '').replace(/^\.\//, '')),
    );
    const message = `There is nothing at ${file}.`;
    return told(
      failure,
      { code: 'ENV_REQUIREMENT_NOT_FOUND', message },
      [line],
      'Correct the address in the requirement.',
    );
  }
  return missingVersion(failure);
}

function unknownPackage(failure: UvFailure, name: string): TrussError {
  const own = lineNamed(failure, name);
  const [, parent] = new RegExp(`([\\w.=<>!~-]+) depends? on ${escape(name)}`).exec(failure.text) ?? [];
  const who = own?.path === '' ? 'the code imports' : parent === undefined ? undefined : `${parent} needs`;
  const meant = intendedName(name) ?? nearest(name, WELL_KNOWN);
  const hint =
    meant === undefined || meant === name
      ? 'Check the spelling. A package of a private index needs that index: a line `--extra-index-url https://…`, or UV_INDEX.'
      : `Did you mean ${meant}?`;
  const message = `There is no package ${name}${who === undefined ? '' : `, which ${who},`} on the package index.`;
  return told(failure, { code: 'ENV_REQUIREMENT_NOT_FOUND', message }, [own ?? lineNamed(failure, parent)], hint);
}

function missingVersion(failure: UvFailure): TrussError | null {
  const [, wanted] = NO_VERSION.exec(failure.text) ?? [];
  if (wanted === undefined) return null;
  const line = lineNamed(failure, wanted);
  // Of another line's packages: then it is a conflict.
  if (line === undefined || involved(failure).length > 1) return null;
  const [, , available] = ONLY_VERSIONS.exec(failure.text) ?? [];
  const known = available === undefined ? '' : ` There is ${available}.`;
  return told(
    failure,
    { code: 'ENV_REQUIREMENT_NOT_FOUND', message: `No version of ${nameIn(wanted)} fits ${line.text}.${known}` },
    [line],
    `Write a version that exists; \`pip index versions ${nameIn(wanted)}\` lists them. A version with a + is on an index of its own.`,
  );
}

/** Packages that are there, and not for this Python. */
export function explainWrongPython(failure: UvFailure): TrussError | null {
  const { text, project } = failure;
  const [, untagged] = /(\S+) has no wheels with a matching Python/.exec(text) ?? [];
  const [, asked, , needed] =
    /the requested Python version \(([^)]*)\) does not satisfy (Python(\S+)).*? depends on Python/.exec(text) ??
    /current Python version \(([^)]*)\) does not satisfy (Python(\S+))/.exec(text) ??
    [];
  const [, needing] = /(?:and|Because) (\S+) depends on Python/.exec(text) ?? [];
  const what = untagged ?? needing;
  if (what === undefined) return null;
  const reason =
    untagged === undefined
      ? `needs Python ${needed}; the truss runs on ${asked?.replace(/^[><=]+/, '')}`
      : 'has no files for this Python';
  const [, tags] =
    /Wheels are available for .*? with the following Python (?:ABI )?tags?: (.*?)(?: hint:|$)/.exec(text) ?? [];
  return told(
    failure,
    {
      code: 'ENV_REQUIREMENT_NOT_FOUND',
      message: `${what} ${reason}.${tags === undefined ? '' : ` It has: ${tags}.`}`,
    },
    involved(failure),
    project.config.python_version === null
      ? 'Write python_version with a version that it supports, or take another version of the package.'
      : `python_version is ${project.config.python_version}: take another one, or another version of the package.`,
  );
}

/** A package that is there, and not for this system or processor: a lock is for every platform, and not every package is. */
export function explainWrongPlatform(failure: UvFailure): TrussError | null {
  const [, what, tag] =
    /(\S+) has no wheels with a matching platform tag(?: \(e\.g\., `([^`]+)`\))?/.exec(failure.text) ?? [];
  if (what === undefined) return null;
  const [, listed = ''] =
    /Wheels are available for .*? on the following platforms?: (.*?)(?: hint:|$)/.exec(failure.text) ?? [];
  const has = new Set(Array.from(listed.matchAll(/`([^`]+)`/g), ([, each = '']) => describePlatform(each)));
  const here = tag === undefined ? 'this platform' : describePlatform(tag);
  const message = `${what} has no files for ${here}.${has.size === 0 ? '' : ` It has them for ${[...has].join(', ')}.`}`;
  return told(
    failure,
    { code: 'ENV_REQUIREMENT_NOT_FOUND', message },
    [lineNamed(failure, what)],
    `Take a version that has them, or say where it is needed, as \`${nameIn(what)} ; sys_platform == "darwin"\` or \`; platform_machine == "x86_64"\`.${failure.isForImage === true ? ' Or build the image for another platform (--platform).' : ''}`,
  );
}

/** Requirements that cannot all be had. */
export function explainConflict(failure: UvFailure): TrussError | null {
  if (!/No solution found|are unsatisfiable|are incompatible/.test(failure.text)) return null;
  const premises = Array.from(
    failure.text.matchAll(/[Bb]ecause (.*?), (?:we can conclude|it follows)/g),
    ([, each]) => each,
  );
  const reason = premises.length === 0 ? failure.details : premises.join('; ');
  return told(
    failure,
    { code: 'ENV_REQUIREMENTS_CONFLICT', message: `The requirements contradict each other: ${reason}.` },
    involved(failure),
    'Loosen one of them: `name` instead of `name==1.2` lets the versions be chosen that fit.',
  );
}

function told(
  failure: UvFailure,
  { code, message }: Told,
  lines: readonly (SourceLine | undefined)[],
  hint: string,
): TrussError {
  const [first, ...others] = lines.filter((line) => line !== undefined);
  const issue = (line: SourceLine, text: string): Issue =>
    requirementIssue(failure.project, line, { code, message: text, severity: 'error' });
  return new TrussError(code, {
    message,
    hint,
    issues: [
      ...(first === undefined ? [] : [issue(first, message)]),
      ...others.map((line) => issue(line, `${line.text} takes part in this.`)),
    ],
    cause: new Error(failure.details),
  });
}

/** The user's lines that uv names. */
function involved({ text, lines }: UvFailure): readonly SourceLine[] {
  return lines.filter(({ name }) => name !== null && namesPackage(text, name));
}

function lineNamed({ lines }: UvFailure, requirement: string | undefined): SourceLine | undefined {
  if (requirement === undefined) return undefined;
  const name = normaliseName(nameIn(requirement));
  return lines.find((line) => line.name === name);
}

function nameIn(requirement: string): string {
  return /^[\w.-]*\w/.exec(requirement)?.[0] ?? requirement;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
