import { z } from 'zod';

/** What the truss is called, and what is said of it. */
export const identityFields = {
  model_name: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'The name of the model. The server offers it under this name, in lower case with dashes.' }),
  description: z.string().nullable().default(null).meta({ description: 'What the model does, for people.' }),
  model_framework: z
    .string()
    .default('custom')
    .meta({ description: 'The framework of the model, such as `sklearn`. For people; nothing depends on it.' }),
  model_type: z.string().default('Model').meta({ description: 'A free word for the kind of model.' }),
  input_type: z.string().default('Any').meta({ description: 'A free word for the kind of input.' }),
  spec_version: z.string().default('2.0').meta({ description: 'The version of the config format.' }),
};
