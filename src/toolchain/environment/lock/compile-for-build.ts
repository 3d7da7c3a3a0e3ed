import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { redactCredentials } from '../../../core/requirements/credentials.ts';
import { TORCH_PACKAGES } from '../../../core/requirements/torch-packages.ts';
import type { Project } from '../../project/open/open-project.ts';
import { configIssue } from '../sources/requirement-issue.ts';
import { torchBuildOf, torchIndex } from '../sources/torch-build.ts';
import type { CompiledLock, CompileOptions } from './compile-lock.ts';
import { compileLock } from './compile-lock.ts';
import type { LockState } from './lock-state.ts';

/** What uv made of the requirements, with the build of torch that the config asks for. */
export interface BuildLock extends CompiledLock {
  /** Why torch is another build than `torch_build: auto` would take; null where it is not. */
  readonly otherBuild: Issue | null;
}

/**
 * Resolves the requirements of a truss, with torch from the index that has the build which its config asks for. Where that fails and
 * all is well without, the index is to blame: `auto` goes on without it, with a warning.
 *
 * @throws {TrussError} what `compileLock` throws; for `torch_build: cpu` `ENV_INDEX_UNREACHABLE` or `ENV_REQUIREMENT_NOT_FOUND` with
 *   the name of the index.
 */
export async function compileForBuild(
  project: Project,
  state: LockState,
  options: Omit<CompileOptions, 'hasTorchIndex'>,
): Promise<BuildLock> {
  const build = torchBuildOf(project.config);
  const compile = async (hasTorchIndex: boolean): Promise<CompiledLock> =>
    compileLock(project, state, { ...options, hasTorchIndex });
  if (build === null) return { ...(await compile(false)), otherBuild: null };
  try {
    return { ...(await compile(true)), otherBuild: null };
  } catch (error) {
    if (!(error instanceof TrussError) || error.code === 'INTERRUPTED') throw error;
    // What fails as well without that index is told as it is there.
    const without = await compile(false);
    const told = explain(project, state, error);
    const { code, message, hint } = told;
    if (build.isNeeded) throw new TrussError(code, { message, hint, issues: [told], cause: error });
    return { ...without, otherBuild: { ...told, severity: 'warning' } };
  }
}

function explain(project: Project, { sources }: LockState, error: TrussError): Issue & { readonly hint: string } {
  const index = redactCredentials(torchIndex());
  const asked = sources.lines.filter(({ name }) => name !== null && TORCH_PACKAGES.includes(name));
  const fits = asked.length === 0 ? 'fits the requirements' : `fits ${asked.map(({ text }) => text).join(', ')}`;
  const problem =
    error.code === 'ENV_INDEX_UNREACHABLE'
      ? ({
          code: 'ENV_INDEX_UNREACHABLE',
          message: `The index of torch's builds for processors, ${index}, cannot be read. ${error.message}`,
          hint: 'Name a mirror of it in TRUSS_TORCH_INDEX, or take torch_build out of the config.',
        } as const)
      : ({
          code: 'ENV_REQUIREMENT_NOT_FOUND',
          message: `The index ${index} has no build of torch for processors that ${fits}.`,
          hint: 'Require a version that it has, name another index in TRUSS_TORCH_INDEX, or take torch_build out of the config.',
        } as const);
  return { ...configIssue(project, 'torch_build', { ...problem, severity: 'error' }), hint: problem.hint };
}
