import { TrussError } from '../../../core/errors/truss-error.ts';
import type { Project } from '../../project/open/open-project.ts';
import { configIssue } from '../sources/requirement-issue.ts';
import type { ChosenPython } from './choose-python.ts';
import { choosePython } from './choose-python.ts';
import { wantedPython } from './python-version.ts';

/**
 * The Python for a truss, as `choosePython` says; where the config asks for one that is not there, with the line that does.
 * `pythons`: the ranges that its pyproject.toml is for.
 */
export async function pythonForProject(
  project: Project,
  pythons: readonly string[],
  lockMinor: number | null,
): Promise<ChosenPython> {
  const { minor } = wantedPython(project.config.python_version);
  try {
    return await choosePython(minor, lockMinor, pythons);
  } catch (error) {
    if (!(error instanceof TrussError) || minor === null) throw error;
    const { code, message, hint } = error;
    throw new TrussError(code, {
      message,
      ...(hint === undefined ? {} : { hint }),
      issues: [configIssue(project, 'python_version', { code, message, severity: 'error' })],
      cause: error,
    });
  }
}
