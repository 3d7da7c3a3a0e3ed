import { askedServerOptions } from '../definition/asked-server-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussOrServer } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { askedSchemas } from '../input/asked-schemas.ts';
import { renderSchema } from '../output/render-schema.ts';

export const schemaCommand = defineCommand({
  description:
    "Says what a model takes and gives, as JSON Schema 2020-12: what its annotations, the signature of its config and its examples say. No server has to run: the model is loaded for it once, in the truss's own environment, and again when the truss has changed. A server is asked where an address is given.",
  examples: [
    { command: 'truss schema iris_rfc', about: 'its methods, what they take and give' },
    { command: 'truss schema iris_rfc --json | jq .input_schema', about: 'a part of it, for a program' },
    { command: 'truss schema http://127.0.0.1:8080', about: 'of the models that are served there' },
  ],
  arguments: { target: trussOrServer },
  options: { ...askedServerOptions, ...environmentOptions },
  json: 'what GET /v1/models/NAME/schema answers; of a server with several models an array of these',
  async run({ arguments: given, options, output, signal }) {
    const schemas = await askedSchemas(given.target, options, { output, signal });
    output.answer(schemas.length === 1 ? schemas[0] : schemas, (styles) =>
      schemas.map((schema) => renderSchema(schema, styles)).join('\n\n'),
    );
  },
});
