import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Project } from '../../toolchain/project/open-project.ts';
import { readExamples } from '../../toolchain/project/read-examples.ts';
import type { Output } from '../output/output.ts';
import { locate } from './open-truss.ts';
import { sampleInput } from './sample-input.ts';

/**
 * A request to try a truss with, as JSON text: its first example, else one that fits its signature. Examples that cannot be
 * read are a warning, since nothing but this needs them.
 */
export async function sampleRequest(project: Project, output: Output): Promise<string> {
  const [example] = await readExamples(project).catch((error: unknown) => {
    if (!(error instanceof TrussError)) throw error;
    output.warn(locate(error.issues, project.directory).map(asWarning));
    return [];
  });
  return example?.body ?? JSON.stringify(sampleInput(project.config.signature));
}

function asWarning(issue: Issue): Issue {
  return { ...issue, severity: 'warning' };
}
