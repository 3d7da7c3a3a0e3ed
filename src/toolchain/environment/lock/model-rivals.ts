import type { Issue } from '../../../core/errors/issue.ts';
import { parseRequirement } from '../../../core/requirements/parse-requirement.ts';
import { normaliseName } from '../../../core/requirements/requirement-name.ts';
import type { Project } from '../../project/open/open-project.ts';
import { pinOf } from '../../project/requirements/plan-requirements.ts';
import type { RequiredPackage } from '../../project/requirements/plan-requirements.ts';
import { lockPins } from '../lock-file/lock-pins.ts';
import { requirementIssue } from '../sources/requirement-issue.ts';
import { readSources } from '../sources/requirement-sources.ts';
import type { SourceLine } from '../sources/source-line.ts';

/**
 * Warns of what a truss installs otherwise than its model was made with, or not at all: the requirements can be a file of the user's,
 * which is not changed. `lock`: the text of its lock; null: there is none, and only what the lines pin is known.
 */
export async function modelRivals(
  project: Project,
  lock: string | null,
  needed: readonly RequiredPackage[],
): Promise<readonly Issue[]> {
  const lines = await readSources(project).then(
    (sources) => sources.lines,
    () => [], // the lock tells of a file that cannot be read
  );
  const taken = lock === null ? pinsOf(lines) : lockPins(lock);
  const absent = lock === null ? [] : needed.filter(({ name }) => !taken.has(normaliseName(name)));
  const others = needed.flatMap((each): Issue[] => {
    const name = normaliseName(each.name);
    const versions = taken.get(name);
    if (versions === undefined || isSame(versions, each)) return [];
    return [differing(project, each, { versions, line: lines.find((one) => one.name === name) })];
  });
  return absent.length === 0 ? others : [missing(project, absent, lines[0]), ...others];
}

/** The versions that lines pin, by the names of the packages. */
function pinsOf(lines: readonly SourceLine[]): ReadonlyMap<string, string> {
  const read = lines.map(({ text }) => parseRequirement(text));
  return new Map(
    read.flatMap((each) => {
      const pinned = each.kind === 'package' ? /^===?([^*,]+)$/.exec(each.specifier)?.[1] : undefined;
      return each.kind === 'package' && pinned !== undefined ? [[each.name, pinned]] : [];
    }),
  );
}

/** Of what comes from an address the version is not known. A local label (`+cpu`) is told of by the lock. */
function isSame(versions: string, { version, address }: RequiredPackage): boolean {
  const plain = withoutLabel(version);
  return Boolean(address) || /[/:]/.test(versions) || versions.split(', ').some((each) => withoutLabel(each) === plain);
}

function withoutLabel(version: string): string {
  return version.replace(/\+.*$/, '');
}

interface Differing {
  readonly versions: string;
  readonly line: SourceLine | undefined;
}

function differing(project: Project, { name, version }: RequiredPackage, { versions, line }: Differing): Issue {
  const message = `The requirements bring ${name} ${versions}, and the model was made with ${version}`;
  const hint = `Write ${name}==${version} there, or make the model anew with ${versions}`;
  return asIssue(project, line, { message, hint });
}

function missing(project: Project, packages: readonly RequiredPackage[], first: SourceLine | undefined): Issue {
  const pins = packages.map(pinOf);
  const message = `The requirements do not bring what the model was made with: ${pins.join(', ')}`;
  return asIssue(project, first && { ...first, line: null }, { message, hint: 'Add it to them' });
}

function asIssue(
  project: Project,
  line: SourceLine | undefined,
  told: { readonly message: string; readonly hint: string },
): Issue {
  const problem = { ...told, code: 'ENV_REQUIREMENTS_CONFLICT', severity: 'warning' } as const;
  return requirementIssue(project, line ?? { text: '', name: null, path: '', file: null, line: null }, problem);
}
