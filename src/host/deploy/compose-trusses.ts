// Trusses on this machine: images made, a compose file of them, and the engine that runs it.
import { join } from 'node:path';

import { composedPort, composeTarget } from '../../core/deploy/compose/target.ts';
import { documentToYaml } from '../../core/deploy/manifest.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import type { PortsHere } from '../../core/deploy/target.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { makeDirectory } from '../../system/files/make-directory.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { composeUp } from '../../toolchain/containers/compose-up.ts';
import type { ContainerEngine } from '../../toolchain/docker/find-engine.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { ensureHome } from '../../toolchain/home/ensure-home.ts';
import { explainWriteError } from '../../toolchain/home/explain-system-error.ts';
import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import { resolveSecrets } from '../../toolchain/secrets/resolve-secrets.ts';
import type { SecretValues } from './compose-secrets.ts';
import { secretRevisions } from './compose-secrets.ts';
import type { PlannedTruss } from './deploy-trusses.ts';
import { deployedImage } from './deployed-image.ts';

/** How they are run. */
export interface ComposeOptions {
  readonly build: BuildOptions;
  readonly here: PortsHere;
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
  /** The engine's client, for commands that people may try. */
  readonly client: ContainerEngine['kind'];
  readonly services: readonly ComposedService[];
}

/**
 * Makes the images of trusses, and lets the engine of this machine run them beside one another.
 *
 * @throws {TrussError} `DEPLOY_COMPOSE_FAILED`, `DEPLOY_SECRET_MISSING`, `IMAGE_*`, `ENV_*`, `SECRET_*`
 */
export async function composeTrusses(
  trusses: readonly PlannedTruss[],
  { build, here, timeoutMs }: ComposeOptions,
): Promise<Composed> {
  const { progress, signal, onLine = () => undefined } = build;
  const values = await secretValues(trusses);
  const engine = await findEngine(signal);
  const plans: DeployPlan[] = [];
  for (const { project, plan, image } of trusses) {
    const made = await deployedImage(project, { image, registry: null, isShared: true, build });
    plans.push({ ...plan, image: made.reference, digest: made.digest });
  }
  const project = plans.map(({ name }) => name).join('-');
  const directory = await compositions();
  const revisions = await secretRevisions(join(directory, `${project}.secrets.json`), values);
  const marked = plans.map((plan) => withRevision(plan, revisions.get(plan.name) ?? null));
  const file = await writeComposition(join(directory, `${project}.yaml`), marked, here);
  progress({ phase: 'compose', message: `Starting ${project}` });
  const variables = variablesOf(values);
  await composeUp(engine, { project, file, variables, timeoutMs, onLine, signal });
  const services = plans.map((plan, index) => ({ plan, url: `http://127.0.0.1:${composedPort(here, index)}` }));
  return { project, file, client: engine.kind, services };
}

/** Where compositions are found again, whatever directory the command is run in next. */
async function compositions(): Promise<string> {
  const directory = join(await ensureHome(), 'compose');
  await makeDirectory(directory);
  return directory;
}

function withRevision(plan: DeployPlan, revision: string | null): DeployPlan {
  return plan.secret === null ? plan : { ...plan, secret: { ...plan.secret, revision } };
}

async function writeComposition(file: string, plans: readonly DeployPlan[], here: PortsHere): Promise<string> {
  const text = composeTarget
    .render(plans, here)
    .map(({ content }) => documentToYaml(content))
    .join('');
  await writeFileWhole(file, text).catch((error: unknown) => {
    throw explainWriteError(error, file);
  });
  return file;
}

/** The values of this machine, for each service. */
async function secretValues(trusses: readonly PlannedTruss[]): Promise<ReadonlyMap<string, SecretValues>> {
  const found = new Map<string, SecretValues>();
  for (const { project, plan } of trusses) {
    const values = await resolveSecrets(plan.config);
    const missing = Object.keys(plan.config.secrets).filter((name) => values[name] === undefined);
    if (missing.length > 0) {
      throw new TrussError('DEPLOY_SECRET_MISSING', {
        message: `This machine has no value of ${missing.join(', ')}, which the config of ${project.directory} declares.`,
        hint: `Give it one: truss secret set ${missing[0]}`,
      });
    }
    found.set(plan.name, values);
  }
  return found;
}

/** As the file names them: no value stands in it. */
function variablesOf(values: ReadonlyMap<string, SecretValues>): Readonly<Record<string, string>> {
  const all = [...values.values()].flatMap((each) => Object.entries(each));
  return Object.fromEntries(all.map(([name, value]) => [`TRUSS_SECRET_${name}`, value]));
}
