import { TrussError } from '../../../core/errors/truss-error.ts';
import type { Project } from '../../project/open/open-project.ts';
import { configIssue } from '../sources/requirement-issue.ts';
import type { ChosenPython, PythonChoice } from './choose-python.ts';
import { choosePython } from './choose-python.ts';
import { wantedPython } from './python-version.ts';

/**
 * The Python for a truss, as `choosePython` says; where the config asks for one that is not there, with the line that does.
 */
export async function pythonForProject(
  project: Project,
  choice: Omit<PythonChoice, 'wanted'>,
): Promise<ChosenPython> {
  const { minor } = wantedPython(project.config.python_version);
  try {
    return await choosePython({ ...choice, wanted: minor });
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
