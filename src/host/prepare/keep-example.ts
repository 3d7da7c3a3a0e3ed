// An example that somebody has tried in the playground goes into the truss that was asked.
import { TrussError } from '../../core/errors/truss-error.ts';
import type { ServerOptions } from '../../server/main.ts';
import { changeExamples } from '../../toolchain/project/examples/change-examples.ts';
import { readExamples } from '../../toolchain/project/examples/read-examples.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { servedNames } from './served-names.ts';

/** Writes examples into the trusses that are served together. */
export function exampleKeeper(projects: readonly Project[]): NonNullable<ServerOptions['keepExample']> {
  const names = servedNames(projects);
  return async (entry, { name, method, input, output }) => {
    const project = projects[names.indexOf(entry)];
    if (project === undefined) {
      throw new TrussError('MODEL_NOT_FOUND', { message: `There is no truss of the name ${entry}.` });
    }
    const present = await readExamples(project);
    // What is there was written by somebody, who has not asked for it to change.
    if (present.some((example) => example.name === name)) {
      throw new TrussError('EXAMPLES_INVALID', {
        message: `${project.config.examples_filename} has an example ${JSON.stringify(name)} already.`,
        hint: 'Choose another name.',
      });
    }
    await changeExamples(project.directory, [{ name, method, body: input, output }], 'add');
  };
}
