import { z } from 'zod';

import { initProject } from '../../project/create/init-project.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({
  directory: z.string(),
  dataFiles: z.array(z.string()).default([]),
  requirementsFile: z.string().nullable().default(null),
});

/** Makes a truss to fill in. */
export const projectInit = engineMethod(params, async ({ directory, dataFiles, requirementsFile }) => {
  const { directory: made, written } = await initProject({
    directory,
    dataFiles,
    ...(requirementsFile === null ? {} : { requirementsFile }),
  });
  return { directory: made, written, kept: [], removed: [], warnings: [], lock: null };
});
