import { z } from 'zod';

import { replaceRequirements } from '../../project/edit/replace-requirements.ts';
import { engineMethod } from '../engine-method.ts';

const source = z.union([z.object({ lines: z.array(z.string()) }), z.object({ file: z.string() })]);

const params = z.object({ directory: z.string(), requirements: source });

/** Replaces all requirements. */
export const projectRequire = engineMethod(params, ({ directory, requirements }) =>
  replaceRequirements(directory, requirements),
);
