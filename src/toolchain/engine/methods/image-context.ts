import { z } from 'zod';

import { planContext } from '../../image/context/plan-context.ts';
import { writeContext } from '../../image/context/write-context.ts';
import { openProject } from '../../project/open/open-project.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ directory: z.string(), target: z.string() });

/** Writes what an image of a truss is made of. */
export const imageContext = engineMethod(params, async ({ directory, target }, { progress, signal }) => {
  const plan = await planContext(await openProject(directory), { withData: true, frozen: false, progress, signal });
  await writeContext(target, plan, signal);
  return { name: plan.name, hash: plan.hash, warnings: plan.lock.warnings };
});
