// Trusses on this machine: images made, a compose file of them, and the engine that runs it.
import { join } from 'node:path';

import { composedPort, composeTarget } from '../../core/deploy/compose/target.ts';
import { documentToYaml } from '../../core/deploy/manifest.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { makeDirectory } from '../../system/files/make-directory.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { composeUp } from '../../toolchain/docker/compose-up.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { ensureHome } from '../../toolchain/home/ensure-home.ts';
import { explainWriteError } from '../../toolchain/home/explain-system-error.ts';
import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import { resolveSecrets } from '../../toolchain/secrets/resolve-secrets.ts';
import type { PlannedTruss } from './deploy-trusses.ts';
import { deployedImage } from './deployed-image.ts';

/** How they are run. */
export interface ComposeOptions {
  readonly build: BuildOptions;
  /** Until they are healthy; null: nothing is waited for. */
  readonly timeoutMs: number | null;
}

/** A truss that runs. */
interface ComposedService {
  readonly plan: DeployPlan;
  readonly url: string;
}

/** What runs, and of what. */
export interface Composed {
  /** What Docker calls all of them together. */
  readonly project: string;
  readonly file: string;
  readonly services: readonly ComposedService[];
}

/**
 * Makes the images of trusses, and lets the engine of this machine run them beside one another.
 *
 * @throws {TrussError} `DEPLOY_COMPOSE_FAILED`, `DEPLOY_SECRET_MISSING`, `IMAGE_*`, `ENV_*`, `SECRET_*`
 */
export async function composeTrusses(
  trusses: readonly PlannedTruss[],
  { build, timeoutMs }: ComposeOptions,
): Promise<Composed> {
  const { progress, signal, onLine = () => undefined } = build;
  const variables = await secretVariables(trusses);
  const engine = await findEngine(signal);
  const plans: DeployPlan[] = [];
  for (const { project, plan, image } of trusses) {
    const made = await deployedImage(project, { image, registry: null, isShared: true, build });
    plans.push({ ...plan, image: made.reference, digest: made.digest });
  }
  const project = plans.map(({ name }) => name).join('-');
  const file = await writeComposition(project, plans);
  progress({ phase: 'compose', message: `Starting ${project}` });
  await composeUp(engine, { project, file, variables, timeoutMs, onLine, signal });
  const services = plans.map((plan, index) => ({ plan, url: `http://127.0.0.1:${composedPort(index)}` }));
  return { project, file, services };
}

/** Where it is found again, whatever directory the command is run in next. */
async function writeComposition(project: string, plans: readonly DeployPlan[]): Promise<string> {
  const directory = join(await ensureHome(), 'compose');
  await makeDirectory(directory);
  const file = join(directory, `${project}.yaml`);
  const text = composeTarget
    .render(plans)
    .map(({ content }) => documentToYaml(content))
    .join('');
  await writeFileWhole(file, text).catch((error: unknown) => {
    throw explainWriteError(error, file);
  });
  return file;
}

/** The values of this machine, as the file names them: none stands in it. */
async function secretVariables(trusses: readonly PlannedTruss[]): Promise<Readonly<Record<string, string>>> {
  const variables: Record<string, string> = {};
  for (const { project, plan } of trusses) {
    const values = await resolveSecrets(plan.config);
    const missing = Object.keys(plan.config.secrets).filter((name) => values[name] === undefined);
    if (missing.length > 0) {
      throw new TrussError('DEPLOY_SECRET_MISSING', {
        message: `This machine has no value of ${missing.join(', ')}, which the config of ${project.directory} declares.`,
        hint: `Give it one: truss secret set ${missing[0]}`,
      });
    }
    for (const [name, value] of Object.entries(values)) variables[`TRUSS_SECRET_${name}`] = value;
  }
  return variables;
}
