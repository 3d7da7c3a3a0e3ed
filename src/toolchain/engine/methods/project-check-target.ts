import { z } from 'zod';

import { checkTarget } from '../../project/create/check-target.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ directory: z.string() });

/** Says whether a truss can be made in a directory, before anything is serialised. */
export const projectCheckTarget = engineMethod(params, ({ directory }) => checkTarget(directory));
