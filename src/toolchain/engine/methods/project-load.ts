import { z } from 'zod';

import { modelSettings } from '../../../core/config/model-settings.ts';
import { UNDEPLOYED } from '../../../core/config/undeployed.ts';
import { exactJson } from '../../../core/json/exact-json.ts';
import { requireExternalPackages } from '../../project/check/external-packages.ts';
import { readExamples } from '../../project/examples/read-examples.ts';
import { trussFiles } from '../../project/files/truss-files.ts';
import type { Project } from '../../project/open/open-project.ts';
import { openProject } from '../../project/open/open-project.ts';
import { resolveSecrets } from '../../secrets/resolve-secrets.ts';
import { linkMounts } from '../../weights/mount-links.ts';
import { pullWeights } from '../../weights/pull-weights.ts';
import type { EngineContext } from '../engine-method.ts';
import { engineMethod } from '../engine-method.ts';
import { secretVariables } from '../secret-variables.ts';

const params = z.object({ directory: z.string(), secrets: z.boolean().default(false), secretVariables });

/**
 * Reads a truss: its whole config, its examples, where its parts lie, what runs its model is told, and where it is asked for the
 * values of its secrets.
 */
export const projectLoad = engineMethod(params, async (given, context) => {
  const project = await openProject(given.directory);
  const { directory, config, issues, text } = project;
  // Whoever asks for the secrets is about to run the model.
  if (given.secrets) await requireExternalPackages(project);
  const secrets = given.secrets
    ? await resolveSecrets(config, { variables: given.secretVariables ?? process.env })
    : null;
  const weights = given.secrets ? await bringWeights(project, given.secretVariables, context) : null;
  const examples = await readExamples(project);
  const files = trussFiles(project);
  const { data, model, packages, lock } = files;
  const paths = { config: files.config, data, model, packages, examples: files.examples, lock };
  return {
    directory,
    config,
    text,
    issues,
    paths,
    settings: {
      ...modelSettings({ directory, config, ...UNDEPLOYED, externalPackageDirs: files.externalPackages }),
      ...(weights === null ? {} : { weights }),
    },
    examples: examples.map((example) => {
      const { name, inputFile, form } = example;
      if (form !== null) return { name, form };
      return inputFile === null ? { name, input: exactJson(example.body) } : { name, inputFile };
    }),
    ...(secrets === null ? {} : { secrets }),
  };
});

/** Where the model finds its weights: fetched first, since whoever asks is about to load it. */
async function bringWeights(
  project: Project,
  secrets: NodeJS.ProcessEnv | undefined,
  { progress, signal }: EngineContext,
): Promise<{ readonly places: Readonly<Record<string, string>> }> {
  const variables = { ...process.env, ...secrets };
  const { weights } = await pullWeights(project, { frozen: false, offline: false, variables, progress, signal });
  await linkMounts(weights);
  return { places: Object.fromEntries(weights.map(({ planned, here }) => [planned.name, here.path])) };
}
