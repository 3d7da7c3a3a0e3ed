import { performance } from 'node:perf_hooks';

import type { BuildEvent, BuildReader, BuildStep } from '../../core/image/build-progress.ts';
import { createBuildReader } from '../../core/image/build-progress.ts';
import { createBuildahReader } from '../../core/image/buildah-progress.ts';
import type { Instruction } from '../../core/image/dockerfile.ts';
import { childEnvironment } from '../../system/processes/child-environment.ts';
import { runProcess } from '../../system/processes/run-process.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import type { Project } from '../project/open/open-project.ts';
import type { ContextPlan } from './context/plan-context.ts';
import { explainBuildFailure } from './explain-build-failure.ts';

/** One build. */
export interface BuildRun {
  readonly project: Project;
  readonly plan: ContextPlan;
  readonly engine: ContainerEngine;
  /** The context. */
  readonly directory: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly platform: string | null;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly more: readonly string[];
  /** Options that name secrets. */
  readonly secrets: readonly string[];
  readonly onEvent: (event: BuildEvent) => void;
  readonly onLine?: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Proxies that are nowhere but on this machine. */
const LOOPBACK = /^\w*:?\/*(?:localhost|127\.|\[?::1)/;

/** What a builder knows without being told in a Dockerfile, and no layer or history keeps. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/**
 * Builds a context, and tells of each step.
 *
 * @throws {TrussError} `IMAGE_*`, `ENV_*` where a package cannot be installed, `DISK_FULL`
 */
export async function runBuild(run: BuildRun): Promise<readonly BuildStep[]> {
  const { engine, onEvent, onLine, signal, plan, project } = run;
  const reader = createReader(run);
  const steps: BuildStep[] = [];
  let failed: { readonly instruction: Instruction; readonly about: string } | null = null;
  const take = (line: string): void => {
    onLine?.(line);
    for (const event of reader.read(line)) {
      if (event.kind === 'ended') steps.push(event.step);
      if (event.kind === 'failed') failed ??= event;
      onEvent(event);
    }
  };
  const result = await runProcess({
    command: engine.command,
    args: buildArguments(run),
    env: childEnvironment({ DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain' }),
    signal,
    onErrorLine: take,
    // Docker prints the id of the image there, and nothing else.
    ...(engine.kind === 'podman' && { onOutputLine: take }),
  });
  if (result.status === 0) return steps;
  const { lock, bases } = plan;
  throw explainBuildFailure({
    result,
    failed,
    words: reader.lastWords(),
    engine,
    project,
    lock,
    bases,
    platform: run.platform,
  });
}

function createReader({ engine, plan: { stages } }: BuildRun): BuildReader {
  return engine.kind === 'podman' ? createBuildahReader(stages, () => performance.now()) : createBuildReader(stages);
}

function buildArguments(run: BuildRun): readonly string[] {
  const { engine, tags, labels, platform, noCache, pull, more, secrets, directory } = run;
  const command = engine.builder === 'buildx' ? ['buildx', 'build', '--load'] : ['build'];
  const proxies = PROXIES.flatMap((name) => [name, name.toLowerCase()]).filter((name) => {
    const value = process.env[name] ?? '';
    return value !== '' && !LOOPBACK.test(value);
  });
  return [
    ...command,
    // The format that Podman chooses by itself has no health checks.
    ...(engine.kind === 'docker' ? ['--progress=plain'] : ['--format=docker']),
    ...tags.flatMap((tag) => ['--tag', tag]),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...(platform === null ? [] : ['--platform', platform]),
    // Podman would not see that the image has changed from which a step takes Node.
    ...(noCache || (pull && engine.kind === 'podman') ? ['--no-cache'] : []),
    ...(pull ? ['--pull'] : []),
    ...proxies.flatMap((name) => ['--build-arg', name]),
    ...secrets,
    ...more,
    directory,
  ];
}
