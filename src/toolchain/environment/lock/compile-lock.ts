import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ErrorCode } from '../../../core/errors/catalogue.ts';
import type { TrussError } from '../../../core/errors/truss-error.ts';
import { withoutBuild } from '../../../core/requirements/torch-packages.ts';
import { explainWriteError } from '../../home/explain-system-error.ts';
import type { Progress } from '../../progress.ts';
import type { Project } from '../../project/open/open-project.ts';
import { impliedLine, isImplied } from '../sources/source-line.ts';
import type { SourceLine } from '../sources/source-line.ts';
import { explainUvFailure } from '../uv/explain-uv-failure.ts';
import { namesPackage } from '../uv/names-package.ts';
import { runUv } from '../uv/run-uv.ts';
import { uvProgress } from '../uv/uv-progress.ts';
import type { Bounds } from './bounds.ts';
import { boundOptions, loosened, withoutMention } from './bounds.ts';
import { exportUvLock } from './export-uv-lock.ts';
import { joinedCopies } from './joined-copies.ts';
import { withoutLocalLabel } from './local-label.ts';
import type { LockState } from './lock-state.ts';
import { withoutTorchProject, writeTorchProject } from './torch-project.ts';

export interface CompileOptions {
  /** The interpreter whose version, and newer ones, the lock is for. */
  readonly python: string;
  /** A requirements.txt with the versions that stay unless something forces them to change. */
  readonly kept: string;
  /** What is kept to where that is possible. */
  readonly bounds: Bounds;
  /** Whether torch comes from an index of its own, with builds for processors. */
  readonly hasTorchIndex: boolean;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What fails with bounds as without them. */
const UNBOUND = new Set<ErrorCode>([
  'ENV_INDEX_UNREACHABLE',
  'ENV_REQUIREMENT_INVALID',
  'DISK_FULL',
  'FILE_UNWRITABLE',
]);

const HOW = ['--universal', '--generate-hashes', '--no-header', '--emit-index-annotation'];

/** What uv made of the requirements. */
export interface CompiledLock {
  /** A requirements.txt with hashes, as uv writes it. */
  readonly resolved: string;
  /** The time that it is of; null: today's. */
  readonly asOf: Date | null;
  /** Requirements whose local label (`+cpu`) no index has: the plain version was taken. */
  readonly relabelled: readonly SourceLine[];
  /** What the code implies and cannot be had beside what is required: it was left out. */
  readonly leftOut: readonly SourceLine[];
}

/** Resolves the requirements of a truss to one version each, for every platform, with hashes. A failure is told as `ENV_*`. */
export async function compileLock(project: Project, state: LockState, options: CompileOptions): Promise<CompiledLock> {
  const workspace = await mkdtemp(join(tmpdir(), 'truss-lock-')).catch((error: unknown) => {
    throw explainWriteError(error, tmpdir());
  });
  const output = join(workspace, 'requirements.lock');
  const { file } = state.sources;
  const copies = await joinedCopies(state.sources.read, workspace);
  const isForUv = file !== null && file.kind !== 'uv.lock' && file.kind !== 'poetry';
  const torch = options.hasTorchIndex ? [await writeTorchProject(workspace)] : [];
  const files = [...(isForUv ? [copies.pathFor(file.path)] : []), ...torch];
  const constraints = join(workspace, 'bounds.txt');
  const whole = ['pip', 'compile', '-', ...files, '--output-file', output, '--python', options.python, ...HOW];
  const compile = async (
    lines: readonly SourceLine[],
    without: Omit<CompiledLock, 'resolved' | 'asOf'>,
    bounds: Bounds,
  ): Promise<CompiledLock> => {
    await writeFile(output, options.kept);
    await writeFile(constraints, bounds.constraints.join('\n'));
    const input = lines.map(({ text }) => `${text}\n`).join('');
    const { stderr, ...end } = await runUv({
      args: [...whole, ...boundOptions(bounds, constraints)],
      cwd: project.directory,
      input,
      // What the config says of torch takes the place of what this machine's variables say.
      ...(options.hasTorchIndex ? { env: { UV_TORCH_BACKEND: undefined } } : {}),
      signal: options.signal,
      onLine: uvProgress('lock', options.progress),
    });
    const result = { ...end, stderr: copies.restore(stderr) };
    if (result.status === 0) {
      const text = withoutTorchProject(withoutMention(await readFile(output, 'utf8'), constraints));
      const resolved = copies.restore(text);
      return { resolved, asOf: bounds.asOf, ...without };
    }
    const known = [...lines, ...state.sources.lines.filter((line) => !lines.includes(line))];
    const error = explainUvFailure(result, { step: 'lock', project, lines: known, input });
    const looser = UNBOUND.has(error.code) ? null : loosened(bounds);
    if (looser !== null) return compile(lines, without, looser);
    const plain = withoutLocalLabel(lines, result.stderr);
    if (plain !== null) {
      const again = lines.map((line) => (line === plain.from ? plain.to : line));
      return compile(again, { ...without, relabelled: [...without.relabelled, plain.from] }, options.bounds);
    }
    const blamed = impliedToBlame(lines, error, result.stderr);
    if (blamed.length === 0) throw error;
    const again = lines.filter((line) => !blamed.includes(line));
    return compile(again, { ...without, leftOut: [...without.leftOut, ...blamed] }, options.bounds);
  };
  try {
    return await compile(await linesForUv(project, state, options), { relabelled: [], leftOut: [] }, options.bounds);
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

/**
 * What the code implies was not asked for: where it does not exist, or does not go with what was, it is left out, and what fails
 * then is the user's to hear. An index that cannot be read is another matter: with it the package may be there.
 */
function impliedToBlame(lines: readonly SourceLine[], error: TrussError, uvMessage: string): readonly SourceLine[] {
  // What does not exist is one package; in a conflict every package that is spoken of may be the one.
  const tellers = new Map<ErrorCode, string>([
    ['ENV_REQUIREMENT_NOT_FOUND', error.message],
    ['ENV_REQUIREMENTS_CONFLICT', uvMessage],
  ]);
  const told = tellers.get(error.code);
  return told === undefined ? [] : lines.filter((line) => isImplied(line) && namesPackage(told, line.text));
}

/** What uv gets as text: the config's lines, those of Poetry, the pins of a uv.lock, and what the code implies. Other files uv reads itself. */
async function linesForUv(project: Project, state: LockState, options: CompileOptions): Promise<readonly SourceLine[]> {
  const { sources, implied } = state;
  const { file } = sources;
  const written = sources.lines.filter(({ path }) => path !== 'requirements_file' || file?.kind === 'poetry');
  const pinned = file?.kind === 'uv.lock' ? await exportUvLock(project, file.path, options) : [];
  const impliedLines = implied.map(impliedLine);
  const pinnedNames = new Set(pinned.map(({ name }) => name));
  const all = [...written, ...pinned, ...impliedLines.filter(({ name }) => !pinnedNames.has(name))];
  // A model's torch was installed as some build, which is not to be had from the index of another.
  return options.hasTorchIndex ? all.map((line) => ({ ...line, text: withoutBuild(line.text) })) : all;
}
