import { z } from 'zod';

import { insidePath } from './values/inside-path.ts';

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Where the parts of the truss lie in its directory. */
export const layoutFields = {
  model_module_dir: insidePath
    .default('model')
    .meta({ description: 'The directory of the model code, from the directory of the truss.', since: '2022' }),
  model_class_filename: insidePath
    .default('model.py')
    .meta({ description: 'The file with the model class, from `model_module_dir`.', since: '2022' }),
  model_class_name: z
    .string()
    .regex(IDENTIFIER, { error: 'the name of a Python class' })
    .default('Model')
    .meta({ description: 'The name of the model class.', since: '2022' }),
  data_dir: insidePath
    .default('data')
    .meta({ description: 'The directory of the weights and other data files.', since: '2022' }),
  bundled_packages_dir: insidePath
    .default('packages')
    .meta({ description: 'The directory of Python modules that travel with the truss; the model can import them.' }),
  external_package_dirs: z
    .array(z.string().min(1, { error: 'the path of a directory' }))
    .default([])
    .meta({
      description: 'Directories outside of the truss with Python modules that the model imports.',
      examples: [['../shared']],
    }),
  examples_filename: insidePath.default('examples.yaml').meta({
    description:
      'The file with the examples: a list of `{name, input or input_file or form, output or output_file, method, status, tolerance, ignore}`.',
    since: '2022',
  }),
};
