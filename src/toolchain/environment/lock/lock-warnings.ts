import type { Issue } from '../../../core/errors/issue.ts';
import { withoutCredentials } from '../../../core/requirements/credentials.ts';
import { packageName } from '../../../core/requirements/package-name.ts';
import type { Project } from '../../project/open/open-project.ts';
import type { LockEntry } from '../lock-file/lock-file.ts';
import { requirementIssue } from '../sources/requirement-issue.ts';
import type { SourceLine } from '../sources/source-line.ts';
import { impliedLine } from '../sources/source-line.ts';
import { downloadSize } from './download-size.ts';
import { defaultIndex } from './index-lines.ts';
import type { LockState } from './lock-state.ts';

/** A lock that was just written. */
export interface WrittenLock {
  readonly path: string;
  readonly inTruss: boolean;
  readonly entries: readonly LockEntry[];
  readonly relabelled: readonly SourceLine[];
  readonly leftOut: readonly SourceLine[];
  /** The minor version of Python that it is for. */
  readonly minor: number;
}

/** What the user should know of a lock that was just written. */
export async function lockWarnings(project: Project, state: LockState, lock: WrittenLock): Promise<readonly Issue[]> {
  return [
    ...staleWarnings(state, lock),
    ...impliedWarnings(project, state, lock),
    ...leftOutWarnings(project, lock),
    ...(await Promise.all(lock.relabelled.map((line) => labelWarning(project, line, { state, lock })))),
    ...hashWarnings(project, state, lock),
  ];
}

function staleWarnings({ lock, stale }: LockState, written: WrittenLock): readonly Issue[] {
  const warnings: Issue[] = [];
  // One that fits is made anew where somebody asked for newer versions.
  if (lock !== null && stale !== null) {
    const message = `The lock was made anew, because ${stale}. What could keep its version has kept it.`;
    warnings.push({ path: '', code: 'ENV_LOCK_STALE', message, severity: 'warning', file: written.path });
  }
  if (!written.inTruss) {
    const message = `The truss cannot be written, so its lock is ${written.path}.`;
    const hint = 'Check a requirements.lock in with the truss, so that it runs alike everywhere.';
    warnings.push({ path: '', code: 'FILE_UNWRITABLE', message, hint, severity: 'warning' });
  }
  return warnings;
}

/** Only what would not be there otherwise is worth a word: a package that another one brings along is there anyway. */
function impliedWarnings(project: Project, { implied }: LockState, { entries }: WrittenLock): readonly Issue[] {
  return implied.flatMap((each): Issue[] => {
    const { distribution, by } = each;
    const entry = entries.find(({ requirement }) => packageName(requirement) === distribution);
    if (entry === undefined || entry.via.length > 0) return [];
    return [
      requirementIssue(project, impliedLine(each), {
        code: 'ENV_REQUIREMENT_IMPLIED',
        message: `The code imports ${by.module}, which no requirement brings along: ${entry.requirement} was added to the lock.`,
        hint: `Write ${distribution} among the requirements to choose its version.`,
        severity: 'warning',
      }),
    ];
  });
}

function leftOutWarnings(project: Project, { leftOut }: WrittenLock): readonly Issue[] {
  return leftOut.map((line) =>
    requirementIssue(project, line, {
      code: 'ENV_REQUIREMENT_IMPLIED',
      message: `The code imports a module of ${line.text}, which is not among the requirements and cannot be had beside them: the lock is without it.`,
      hint: 'Write the requirement that brings the module along, or name the index that has it.',
      severity: 'warning',
    }),
  );
}

interface MadeLock {
  readonly state: LockState;
  readonly lock: WrittenLock;
}

/** Says what comes instead of a build with a label, and how large that is where the index tells. */
async function labelWarning(project: Project, line: SourceLine, { state, lock }: MadeLock): Promise<Issue> {
  const taken = lock.entries.find(({ requirement }) => packageName(requirement) === line.name);
  const [, version] = /^[^=]*==([^\s;]+)/.exec(taken?.requirement ?? '') ?? [];
  const options = state.sources.lines.flatMap(({ text }) => (text.startsWith('-') ? [text] : []));
  const index = await defaultIndex(project.directory, options);
  const bytes =
    line.name === null || version === undefined
      ? null
      : await downloadSize({ name: line.name, version, index, minor: lock.minor });
  const size = bytes === null ? '' : `, a file of ${Math.ceil(bytes / 1e6)} MB,`;
  const brought = lock.entries.filter(({ via }) => via.length === 1 && via[0] === line.name).length;
  const more = brought === 0 ? '' : ` It brings ${brought} more packages along.`;
  return requirementIssue(project, line, {
    code: 'ENV_REQUIREMENT_RELABELLED',
    message: `No index has ${line.text}: ${taken?.requirement ?? 'the version without its label'}${size} was taken, which may be another build (for a GPU, and much larger).${more}`,
    hint: 'Name the index that it came from among the requirements: `--extra-index-url https://…`.',
    severity: 'warning',
  });
}

/** What comes from git, a directory or an address without a hash cannot be checked; a single one switches the check of all off. */
function hashWarnings(project: Project, { sources }: LockState, { entries }: WrittenLock): readonly Issue[] {
  return entries
    .filter(({ hashed }) => !hashed)
    .map(({ requirement }): Issue => {
      const name = packageName(requirement);
      const line = sources.lines.find((each) => (name === null ? requirement.includes(each.text) : each.name === name));
      const problem = {
        code: 'ENV_REQUIREMENT_UNHASHED',
        message: `${withoutCredentials(requirement)} can have no hash, so what is installed for it is not checked.`,
        severity: 'warning',
      } as const;
      return requirementIssue(project, line ?? { text: '', name, path: '', file: null, line: null }, problem);
    });
}
