import { z } from 'zod';

import { addFiles } from '../../project/edit/add-files.ts';
import { engineMethod } from '../engine-method.ts';

const paths = z.array(z.string()).default([]);

const params = z.object({ directory: z.string(), data: paths, packages: paths });

/** Copies files into the truss. */
export const projectAddFiles = engineMethod(params, async ({ directory, ...files }) => ({
  written: await addFiles(directory, files),
}));
