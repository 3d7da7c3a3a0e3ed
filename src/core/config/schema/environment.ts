import { z } from 'zod';

import { filledMap } from './values/filled-map.ts';
import { pythonVersion } from './values/python-version.ts';

/** Linux takes 128 KiB for a variable with its name; nobody needs as much. */
const MOST_VALUE_BYTES = 100_000;

const VARIABLE_NAME = /^[^=\0]+$/;

/** What the model's environment is made of. */
export const environmentFields = {
  python_version: pythonVersion.default(null).meta({
    description: 'The version of Python, such as `py311`. Not given: that of the lock, else the one at hand.',
    examples: ['py312'],
    since: '2022',
    note: 'It was `py39` by default in 2022, and `py313` later. `py37` and `py38` run on 3.9.',
  }),
  requirements: z
    .array(z.string())
    .default([])
    .meta({
      description: 'The Python packages that the model needs, one requirement of pip a line.',
      examples: [['numpy==2.1.3']],
      since: '2022',
    }),
  requirements_file: z
    .string()
    .nullable()
    .default(null)
    .meta({
      description:
        'A requirements.txt, pyproject.toml or uv.lock to take the packages from, instead of `requirements`.',
      examples: ['requirements.txt'],
    }),
  torch_build: z
    .enum(['cpu', 'auto'], {
      error:
        'cpu (the build for processors), auto (the same, unless the truss uses a GPU) or nothing (on Linux the one for GPUs)',
    })
    .nullable()
    .default(null)
    .meta({
      description:
        "Which build of PyTorch the lock gets. `cpu`: the one for processors, from PyTorch's own index; without it nothing is locked. `auto`: the same, unless the truss uses a GPU, or that index has none that fits. Not given: what the package index has, which on Linux is the build for NVIDIA's GPUs.",
      examples: ['cpu'],
      since: 'new',
    }),
  system_packages: z
    .array(z.string())
    .default([])
    .meta({
      description:
        'Debian packages that an image gets. `mk_truss` and `init` write those that the wheels of the requirements lean on, such as libgomp1 of LightGBM.',
      examples: [['ffmpeg']],
      since: '2022',
    }),
  environment_variables: filledMap(
    z.string().regex(VARIABLE_NAME, { error: 'the name of an environment variable' }),
    z
      .union([z.string(), z.number(), z.boolean()], { error: 'text' })
      .transform(String)
      .refine((text) => new TextEncoder().encode(text).length <= MOST_VALUE_BYTES, {
        error: `text of at most ${MOST_VALUE_BYTES} bytes, since the system starts no process with a longer variable`,
      }),
  )
    .default({})
    .meta({
      description: "Environment variables of the model's process. Not for secrets.",
      examples: [{ LOG_LEVEL: 'info' }],
      since: '2022',
    }),
};
