import { z } from 'zod';

import { LABEL } from '../../../core/image/labels.ts';
import { findEngine } from '../../docker/find-engine.ts';
import { findImages } from '../../docker/find-images.ts';
import { planContext } from '../../image/context/plan-context.ts';
import { openProject } from '../../project/open/open-project.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ directory: z.string() });

/** The images of a truss as it is now. */
export const imageList = engineMethod(params, async ({ directory }, { progress, signal }) => {
  const engine = await findEngine(signal);
  const plan = await planContext(await openProject(directory), { withData: true, frozen: false, progress, signal });
  return { images: await findImages(engine, { [LABEL.hash]: plan.hash }, signal) };
});
