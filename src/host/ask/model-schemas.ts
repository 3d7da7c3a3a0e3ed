// What models take and give, served or not.
import { TrussClient } from '../../client/truss-client.ts';
import { describeModel } from '../../core/schema/describe-model.ts';
import type { ModelSchema } from '../../core/schema/model-schema.ts';
import { modelSource } from '../../server/service/model-source.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { readableExamples } from '../prepare/prepare-entry.ts';
import { showExamples } from '../serve/show-examples.ts';
import type { ServerCaller } from './ask-server.ts';
import { describedTruss, rememberDescribed } from './described-truss.ts';
import { tellOfToken } from './tell-of-token.ts';
import type { ModelRun } from './with-model.ts';
import { withService } from './with-model.ts';

/**
 * The schemas of the models at an address: of the one that it names, else of all that are served there.
 *
 * @throws {TrussError} what the server answers, or that it cannot be reached
 */
export async function servedSchemas(
  url: string,
  caller: ServerCaller,
  signal: AbortSignal,
): Promise<readonly ModelSchema[]> {
  return new TrussClient(url, caller).schemas(signal).catch(tellOfToken);
}

/**
 * The schema of a truss. Its model is loaded for it, since its annotations and docstrings are known to it alone; not where it has been
 * before and the truss is the same.
 *
 * @throws {TrussError} `ENV_*`; whatever kept the model from loading.
 */
export async function trussSchema(project: Project, run: ModelRun): Promise<ModelSchema> {
  const examples = await showExamples(project.directory, await readableExamples(project));
  // What the Python at hand has may change without the truss.
  const isRemembered = run.source === 'isolated';
  const described = isRemembered ? await describedTruss(project) : null;
  if (described !== null) return describeModel({ ...described, examples });
  return withService(project, run, async ({ registry }, name) => {
    const [entry] = registry.entries;
    if (entry === undefined) throw new RangeError(`the model ${name} was loaded and is not there`);
    const source = modelSource(entry);
    if (isRemembered) await rememberDescribed(project, source);
    return describeModel({ ...source, examples });
  });
}
