import { z } from 'zod';

import { buildImage } from '../../image/build-image.ts';
import { openProject } from '../../project/open/open-project.ts';
import { buildFromPython } from '../build-from-python.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ directory: z.string(), tag: z.string().nullish() });

/** Builds the image of a truss; where nothing has changed since, the one that is there is given. */
export const imageBuild = engineMethod(params, async ({ directory, tag }, context) => {
  const project = await openProject(directory);
  const { image, tag: name, built, warnings } = await buildImage(project, buildFromPython(tag, context));
  return { image, tag: name, built, warnings };
});
