import { z } from 'zod';

import { configSchema } from '../schema/config-schema.ts';
import { asEditorsRead } from './editor-schema.ts';

/** Where editors find the schema: in the npm package of Truss, always that of the newest version, which knows all fields of the former ones. */
export const CONFIG_SCHEMA_ADDRESS = 'https://unpkg.com/truss/schema/config.schema.json';

/** The JSON Schema of config.yaml, by which editors complete and check it: what `config check` says, as far as a schema can. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // A whole number has no other bound than that of JavaScript, which says nothing about the config.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      Object.assign(jsonSchema, jsonSchema['written']);
      delete jsonSchema['written'];
      // For the reference page; to an editor they are unknown words.
      delete jsonSchema['since'];
      delete jsonSchema['note'];
    },
  });
  return { $id: CONFIG_SCHEMA_ADDRESS, title: 'config.yaml of a truss', ...asEditorsRead(schema) };
}
