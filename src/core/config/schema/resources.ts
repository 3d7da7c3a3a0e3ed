import { z } from 'zod';

import { section } from './section.ts';

/** What Python's `float()` reads: both eras accept it for cpu and memory, `inf` and ` 1` included. */
const PYTHON_FLOAT =
  /^\s*[+-]?(?:(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?|inf(?:inity)?|nan)\s*$/i;
/** Nearly the same for JSON Schema, whose patterns know no flags. */
const NUMBER = String.raw`^\s*[+-]?(?:[0-9_]*\.?[0-9_]+\.?(?:[eE][+-]?[0-9]+)?|[iI]nf(?:inity)?|[nN]a[nN])\s*$`;
const MILLICPU = /^[0-9.]*m$/;
const MEMORY = /^[0-9.]*(?:k|[MGTPE]|[KMGTPE]i)$/;

const ACCELERATORS = 'T4 L4 L40S A10G V100 A100 A100_40GB H100 H100_40GB H200 B10 B200 B300 GB300 RTX_PRO_6000'.split(
  ' ',
);

const cpu = z
  .string({ error: 'text, such as "1" or 500m' })
  .refine((text) => PYTHON_FLOAT.test(text) || MILLICPU.test(text), {
    error: 'a number of processors, such as "2" or 500m',
  })
  .meta({ written: { pattern: `${NUMBER}|${MILLICPU.source}` } });

const memory = z
  .string({ error: 'text, such as 512Mi' })
  .refine((text) => PYTHON_FLOAT.test(text) || MEMORY.test(text), {
    error: 'an amount of memory, such as 512Mi or 2Gi (units: k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei)',
  })
  .meta({ written: { pattern: `${NUMBER}|${MEMORY.source}` } });

const accelerator = z.string().regex(new RegExp(`^(?:${ACCELERATORS.join('|')})(?::[1-9]\\d*)?$`), {
  error: `a kind of GPU with an optional count, such as T4 or A100:2 (kinds: ${ACCELERATORS.join(', ')})`,
});

/** What the model may use of a machine. */
export const resources = section({
  cpu: cpu.default('1').meta({
    description: 'Processors: `"2"`, `"0.5"` or `500m`.',
    since: '2022',
    note: 'The default of 2022 was `500m`.',
  }),
  memory: memory.default('2Gi').meta({
    description: 'Memory: `512Mi`, `2Gi` or bytes. A machine that has less is warned of.',
    since: '2022',
    note: 'The default of 2022 was `512Mi`.',
  }),
  use_gpu: z.boolean().default(false).meta({ description: 'Whether the model uses a GPU.', since: '2022' }),
  accelerator: accelerator
    .nullable()
    .default(null)
    .meta({ description: 'The kind of GPU and how many, such as `T4` or `A100:2`. Implies `use_gpu`.' }),
  instance_type: z.string().nullable().default(null).meta({ description: 'A machine type of a hosted platform.' }),
  node_count: z.int().min(1).nullable().default(null).meta({ description: 'Machines that share one model.' }),
  fabric: z
    .record(z.string(), z.unknown())
    .nullable()
    .default(null)
    .meta({ description: 'The network between several machines.' }),
}).transform((read) => ({ ...read, use_gpu: read.use_gpu || read.accelerator !== null }));
