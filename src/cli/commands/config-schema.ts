import { configJsonSchema } from '../../core/config/render/json-schema.ts';
import { defineCommand } from '../definition/define-command.ts';

export const configSchemaCommand = defineCommand({
  description:
    'Prints the JSON Schema of config.yaml, by which editors complete and check it. An editor with the YAML language server finds it by the first line of config.yaml, as init writes it; where it cannot be fetched, name a file there: # yaml-language-server: $schema=config.schema.json',
  examples: [{ command: 'truss config schema > config.schema.json', about: 'for an editor' }],
  arguments: {},
  options: {},
  json: 'the schema (JSON Schema 2020-12)',
  run({ output }) {
    const schema = configJsonSchema();
    output.answer(schema, () => JSON.stringify(schema, null, 2));
    return Promise.resolve();
  },
});
