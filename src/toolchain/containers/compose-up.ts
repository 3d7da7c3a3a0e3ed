import { TrussError } from '../../core/errors/truss-error.ts';
import { readableLine } from '../../core/readable-line.ts';
import { childEnvironment } from '../../system/processes/child-environment.ts';
import { runProcess } from '../../system/processes/run-process.ts';
import { explainEngineFailure, knownFailure } from '../docker/explain-engine-failure.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import { lastLogLines } from './container-logs.ts';

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

/** What it tells of each container, network and volume on the way. */
const STEP = /^ *(?:Container|Network|Volume) \S+ +\w+\s*$|>>>> Executing external compose provider/;

/** What it says of a container that keeps the others waiting. */
const IN_TROUBLE = /container (\S+) (?:is unhealthy|exited \(\d+\))/g;

/**
 * Lets the engine run what a compose file says: what has changed is made anew, the rest goes on.
 *
 * @throws {TrussError} `DEPLOY_COMPOSE_FAILED`, `CONTAINER_PORT_TAKEN`, `IMAGE_ENGINE_*`
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
  const taken = knownFailure(stderr, engine.kind);
  if (taken?.code === 'CONTAINER_PORT_TAKEN') {
    const hint = `Begin at another one with --port. What runs: ${engine.command} compose ls`;
    throw new TrussError('CONTAINER_PORT_TAKEN', { message: taken.message, hint });
  }
  const said = stderr.split('\n').filter((line) => line.trim() !== '' && !STEP.test(line));
  const words = await Promise.all([...stderr.matchAll(IN_TROUBLE)].map(([, name = '']) => lastWords(engine, name)));
  throw new TrussError('DEPLOY_COMPOSE_FAILED', {
    message: [[`${project} does not get ready:`, ...said.slice(-LAST_LINES)].join('\n  '), ...words.flat()].join('\n'),
    hint: `What its containers say: ${engine.kind} compose --project-name ${project} logs. What they are made of is in ${file}.`,
  });
}

async function lastWords(engine: ContainerEngine, container: string): Promise<readonly string[]> {
  const lines = await lastLogLines(engine, container, LAST_LINES);
  if (lines.length === 0) return [];
  return [
    `${container} said last:`,
    ...lines.flatMap((line) => readableLine(line).split('\n')).map((line) => `  ${line}`),
  ];
}
