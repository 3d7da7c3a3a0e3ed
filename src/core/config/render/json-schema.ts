import { z } from 'zod';

import { configSchema } from '../schema/config-schema.ts';

/** Where editors find the schema: in the npm package of Truss, always that of the newest version, which knows all fields of the former ones. */
export const CONFIG_SCHEMA_ADDRESS = 'https://unpkg.com/truss/schema/config.schema.json';

/** The JSON Schema of config.yaml, by which editors complete and check it. An unknown key is marked, as it is by us. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties !== undefined) jsonSchema.additionalProperties = false;
      // A whole number has no other bound than that of JavaScript, which says nothing about the config.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      // For the reference page; to an editor they are unknown words.
      delete jsonSchema['since'];
      delete jsonSchema['note'];
    },
  });
  return { $id: CONFIG_SCHEMA_ADDRESS, title: 'config.yaml of a truss', ...schema };
}
