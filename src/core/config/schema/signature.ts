import { z } from 'zod';

import { section } from './section.ts';

/** The datatypes of the Open Inference Protocol. */
const datatypes = [
  ...(['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64'] as const),
  ...(['FP16', 'BF16', 'FP32', 'FP64', 'BYTES'] as const),
] as const;

const fields = {
  name: z.string().min(1, { error: 'a name' }).meta({ description: 'The name of the input or output.' }),
  datatype: z
    .enum(datatypes)
    .meta({ description: 'The type of its elements, as the Open Inference Protocol names them.' }),
  shape: z
    .array(z.int().min(-1, { error: '-1 (any length) or a length of at least 0' }))
    .meta({ description: 'Its shape. A leading -1 stands for the rows of a request.' }),
  content_type: z.string().optional().meta({
    description:
      'What the elements stand for: `str` makes text of BYTES; `any` of an input: those of any datatype are taken, and `datatype` is an example; `json` of BYTES: each row is any JSON value, and in a tensor its JSON text.',
  }),
};
const value = z.union([z.string(), z.number(), z.boolean()]);

/** What training knew of values. */
const known = {
  minimum: z.number().optional().meta({
    description: 'The smallest value that training has seen. It is shown to who asks, and binds nobody.',
  }),
  maximum: z.number().optional().meta({ description: 'The largest value that training has seen, likewise.' }),
  categories: z.array(value).optional().meta({
    description: 'The values that training knew, where they are a few. They are shown to who asks, and bind nobody.',
  }),
};
const column = section({
  name: z.string().optional().meta({ description: 'What people call the column.' }),
  ...known,
});
const input = section({
  ...fields,
  ...known,
  optional: z.boolean().optional().meta({ description: 'Whether a request may leave it out.', since: 'new' }),
  columns: z.array(column).optional().meta({
    description: 'Of an input whose rows are lists, what is known of each of their values, in their order.',
  }),
});
const output = section({
  ...fields,
  classes: z.array(value).optional().meta({
    description:
      'Of a classifier, its classes: those that a prediction is one of, or what the columns of probabilities stand for, in their order.',
  }),
});

const parameter = section({
  name: z.string().min(1, { error: 'a name' }).meta({ description: 'The name of the parameter.' }),
  datatype: fields.datatype.optional().meta({
    description: 'The type of its value, or of the elements of its list. Not given: any JSON value.',
  }),
  shape: fields.shape.default([]).meta({ description: 'Of a list its length; -1: any. Empty: a single value.' }),
  default: z.unknown().optional().meta({ description: 'What the model takes where a request does not choose.' }),
});

/** What goes into the model and comes out of it. */
export const signature = section({
  inputs: z.array(input).default([]).meta({ description: 'The inputs of a prediction.' }),
  outputs: z.array(output).default([]).meta({ description: 'The outputs of a prediction.' }),
  parameters: z.array(parameter).optional().meta({
    description:
      'What a request may choose for all of its rows, in its `parameters`. They are told to who asks; the model checks them.',
    since: 'new',
  }),
});
