import { TrussError } from '../../core/errors/truss-error.ts';
import { childEnvironment } from '../../system/processes/child-environment.ts';
import { runProcess } from '../../system/processes/run-process.ts';
import { explainEngineFailure } from './explain-engine-failure.ts';
import type { ContainerEngine } from './find-engine.ts';

/** What shall run. */
export interface Composition {
  /** What it is called, by which it is found again. */
  readonly project: string;
  /** The path of the compose file. */
  readonly file: string;
  /** What the file names and does not hold: values of secrets. */
  readonly variables: Readonly<Record<string, string>>;
  /** Until every service is healthy; null: nothing is waited for. */
  readonly timeoutMs: number | null;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

const LAST_LINES = 20;

/**
 * Lets the engine run what a compose file says: what has changed is made anew, the rest goes on.
 *
 * @throws {TrussError} `DEPLOY_COMPOSE_FAILED`, `IMAGE_ENGINE_*`
 */
export async function composeUp(engine: ContainerEngine, composition: Composition): Promise<void> {
  const { project, file, variables, timeoutMs, onLine, signal } = composition;
  const wait = timeoutMs === null ? [] : ['--wait', '--wait-timeout', String(Math.ceil(timeoutMs / 1000))];
  const args = ['compose', '--project-name', project, '--file', file, 'up', '--detach', '--remove-orphans', ...wait];
  const env = childEnvironment(variables);
  const { status, stderr } = await runProcess({ command: engine.command, args, env, signal, onErrorLine: onLine });
  if (status === 0) return;
  if (/unknown (?:command|shorthand flag)|is not a docker command|unrecognized command/.test(stderr)) {
    throw new TrussError('DEPLOY_COMPOSE_FAILED', {
      message: `${engine.command} has no \`compose\`.`,
      hint: `Install its plugin: https://docs.docker.com/compose/install. What it would run is in ${file}.`,
    });
  }
  if (/cannot connect to the docker daemon/i.test(stderr)) throw explainEngineFailure(stderr, engine.kind);
  const said = stderr.trimEnd().split('\n').slice(-LAST_LINES);
  throw new TrussError('DEPLOY_COMPOSE_FAILED', {
    message: [`${project} does not get ready:`, ...said].join('\n  '),
    hint: `What its containers say: docker compose --project-name ${project} logs. What they are made of is in ${file}.`,
  });
}
