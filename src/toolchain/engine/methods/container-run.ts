import { z } from 'zod';

import { gpusOf, runContained } from '../../contained/run-contained.ts';
import { inspectContainers } from '../../docker/find-containers.ts';
import { openProject } from '../../project/open/open-project.ts';
import { buildFromPython } from '../build-from-python.ts';
import { engineMethod } from '../engine-method.ts';
import { secretVariables } from '../secret-variables.ts';

const params = z.object({
  directory: z.string(),
  tag: z.string().nullish(),
  port: z.int().min(0).max(65_535),
  secretVariables,
});

/** Runs a truss in a container, and answers when that is ready. */
export const containerRun = engineMethod(params, async (asked, context) => {
  const { directory, tag, port, secretVariables: variables } = asked;
  const project = await openProject(directory);
  const run = { port, gpus: gpusOf(project), memory: null, cpus: null, env: [], readOnly: false, name: null };
  const options = { ...buildFromPython(tag, context), run, secretVariables: variables };
  const { engine, id, built } = await runContained(project, options);
  const [container] = await inspectContainers(engine, [id]);
  return { container, warnings: built.warnings };
});
