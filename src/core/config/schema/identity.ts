import { z } from 'zod';

/** What the truss is called, and what is said of it. */
export const identityFields = {
  model_name: z
    .string()
    .nullable()
    .default(null)
    .meta({
      description: 'The name of the model. The server offers it under this name, in lower case with dashes.',
      examples: ['Iris'],
      since: '2022',
    }),
  description: z
    .string()
    .nullable()
    .default(null)
    .meta({
      description: 'What the model does, for people.',
      examples: ['Tells the species of an iris from its measures.'],
      since: '2022',
    }),
  model_framework: z.string().default('custom').meta({
    description: 'The framework of the model, such as `sklearn`. For people; nothing depends on it.',
    since: '2022',
    note: 'In 2022 it was one of eight names.',
  }),
  model_type: z.string().default('Model').meta({ description: 'A free word for the kind of model.', since: '2022' }),
  input_type: z.string().default('Any').meta({ description: 'A free word for the kind of input.', since: '2022' }),
  spec_version: z.string().default('2.0').meta({ description: 'The version of the config format.' }),
};
