import { join } from 'node:path';

import { z } from 'zod';

import { openProject } from '../../project/open-project.ts';
import { readExamples } from '../../project/read-examples.ts';
import { engineMethod } from '../engine-method.ts';
import { exactJson } from '../exact-json.ts';

const params = z.object({ directory: z.string() });

/** Reads a truss: its whole config, its examples, and where its parts lie. */
export const projectLoad = engineMethod(params, async (given) => {
  const project = await openProject(given.directory);
  const { directory, configPath, config, issues } = project;
  const examples = await readExamples(project);
  const paths = {
    config: configPath,
    data: join(directory, config.data_dir),
    model: join(directory, config.model_module_dir),
    packages: join(directory, config.bundled_packages_dir),
    examples: join(directory, config.examples_filename),
    lock: join(directory, 'requirements.lock'),
  };
  return {
    directory,
    config,
    issues,
    paths,
    examples: examples.map(({ name, body }) => ({ name, input: exactJson(body) })),
  };
});
