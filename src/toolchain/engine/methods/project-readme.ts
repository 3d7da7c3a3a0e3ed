import { z } from 'zod';

import { readExamples } from '../../project/examples/read-examples.ts';
import { openProject } from '../../project/open/open-project.ts';
import { renderReadme } from '../../project/render-readme.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ directory: z.string() });

/** Describes a truss, as Markdown. */
export const projectReadme = engineMethod(params, async ({ directory }) => {
  const project = await openProject(directory);
  return { text: renderReadme(project.config, await readExamples(project)) };
});
