// The model of a truss in a container of its image: built where needed, started, asked, and taken away.
import { acceleratorOf } from '../../core/config/accelerator.ts';
import { isTakenAsItIs } from '../../core/image/image-stages.ts';
import { LABEL } from '../../core/image/labels.ts';
import type { ContainerOptions, RunningContainer } from '../containers/start-container.ts';
import { removeContainer, startContainer, untilReady } from '../containers/start-container.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import { findEngine } from '../docker/find-engine.ts';
import type { BuildOptions, BuiltImage } from '../image/build-image.ts';
import { buildImage } from '../image/build-image.ts';
import { trussFiles } from '../project/files/truss-files.ts';
import type { Project } from '../project/open/open-project.ts';
import { resolveSecrets } from '../secrets/resolve-secrets.ts';

/** How a truss is run in a container. */
export interface ContainedRun extends BuildOptions {
  readonly run: Pick<ContainerOptions, 'port' | 'gpus' | 'memory' | 'cpus' | 'env' | 'readOnly' | 'name'>;
  /** Variables that hold secrets. Default: those of this process. */
  readonly secretVariables?: NodeJS.ProcessEnv | undefined;
}

/** A container that is ready. */
export interface ContainedModel extends RunningContainer {
  readonly engine: ContainerEngine;
  readonly built: BuiltImage;
}

/** What `--gpus` is where nobody has said it: as many as the config asks for. */
export function gpusOf({ config }: Project): string | null {
  if (!config.resources.use_gpu) return null;
  return String(acceleratorOf(config)?.count ?? 'all');
}

/**
 * Builds the image of a truss where it has changed, runs it, and waits until it answers. Where it does not, nothing is left of the
 * container.
 *
 * @throws {TrussError} `IMAGE_*`, `CONTAINER_*`, `ENV_*`
 */
export async function runContained(project: Project, options: ContainedRun): Promise<ContainedModel> {
  const { progress, signal, run, secretVariables } = options;
  const built = await buildImage(project, options);
  const engine = await findEngine(signal);
  const { config, directory } = project;
  const isMounted = built.image.labels[LABEL.delivery] === 'mounted';
  const data = isMounted ? { source: trussFiles(project).data, target: `/app/${config.data_dir}` } : null;
  const secrets = await resolveSecrets(config, { variables: secretVariables ?? process.env });
  progress({ phase: 'container', message: 'Starting the container, and loading the model' });
  const container = await startContainer(engine, built.image, { ...run, directory, secrets, data, signal });
  try {
    const server = isTakenAsItIs(config) ? config.docker_server : null;
    await untilReady(engine, container, { path: server?.readiness_endpoint ?? '/v2/health/ready', signal });
    return { ...container, engine, built };
  } catch (error) {
    await removeContainer(engine, container.id);
    throw error;
  }
}
