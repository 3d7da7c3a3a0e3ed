import { z } from 'zod';

import { editConfig } from '../../../core/config/edit/edit-config.ts';
import { changeConfig } from '../../project/edit/change-config.ts';
import { engineMethod } from '../engine-method.ts';

const field = z.enum(['requirements', 'system_packages', 'external_package_dirs']);
const path = z.array(z.string()).min(1);

const edit = z.discriminatedUnion('op', [
  z.object({ op: z.literal('set'), path, value: z.unknown() }),
  z.object({ op: z.literal('add'), field, item: z.string() }),
  z.object({ op: z.literal('remove'), field, item: z.string() }),
]);

const params = z.object({ directory: z.string(), edits: z.array(edit) });

/** Changes fields of the config. */
export const projectEdit = engineMethod(params, ({ directory, edits }) =>
  changeConfig(directory, ({ text }) => editConfig(text, edits)),
);
