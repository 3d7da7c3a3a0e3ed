import { createHash } from 'node:crypto';

import { z } from 'zod';

import { LABEL } from '../../core/image/labels.ts';
import { trussHome } from '../home/truss-home.ts';
import type { ContainerEngine } from './find-engine.ts';
import { hasLabels } from './find-images.ts';
import { askEngine, askEngineForJson } from './run-engine-client.ts';

/** A container that Truss has started. */
export interface TrussContainer {
  readonly id: string;
  readonly name: string;
  /** As its image was called when it was started. */
  readonly image: string;
  readonly created: string;
  /** `running`, `exited`, … */
  readonly state: string;
  /** Where it answers; null where nothing is published, or it does not run. */
  readonly url: string | null;
  readonly exitCode: number;
  readonly wasKilledForMemory: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** What `docker container inspect` says, as far as it is read here. */
const inspected = z.array(
  z.object({
    Id: z.string(),
    Name: z.string(),
    Created: z.string(),
    State: z.object({ Status: z.string(), ExitCode: z.number(), OOMKilled: z.boolean().optional() }),
    Config: z.object({ Image: z.string(), Labels: z.record(z.string(), z.string()).nullish() }),
    NetworkSettings: z.object({
      Ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullish()).nullish(),
    }),
  }),
);

/** Which containers are meant. */
export interface ContainerFilter {
  /** The directory of their truss; null: any. */
  readonly directory: string | null;
  /** Those that have ended, too. */
  readonly all: boolean;
}

/** Whose containers are meant: an engine may be shared, and everything of a user's lies under one home. */
export function containerOwner(): string {
  return createHash('sha256').update(trussHome()).digest('hex').slice(0, 16);
}

/** Containers that Truss has started for this user, the newest first. */
export async function findContainers(
  engine: ContainerEngine,
  { directory, all }: ContainerFilter,
  signal?: AbortSignal,
): Promise<readonly TrussContainer[]> {
  const labels = {
    [LABEL.owner]: containerOwner(),
    ...(directory === null ? {} : { [LABEL.directory]: directory }),
  };
  const filters = Object.entries(labels).flatMap(([name, value]) => ['--filter', `label=${name}=${value}`]);
  const args = ['container', 'ls', '--quiet', '--no-trunc', ...filters, ...(all ? ['--all'] : [])];
  const ids = await askEngine(engine, args, { signal });
  if (ids === '') return [];
  const found = await inspectContainers(engine, ids.split('\n'), signal);
  return found.filter(({ labels: own }) => hasLabels(own, labels)).toSorted((a, b) => (a.created < b.created ? 1 : -1));
}

/**
 * Containers by id or name, in their order.
 *
 * @throws {TrussError} `CONTAINER_NOT_FOUND`
 */
export async function inspectContainers(
  engine: ContainerEngine,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly TrussContainer[]> {
  const containers = await askEngineForJson(engine, ['container', 'inspect', ...names], { schema: inspected, signal });
  return containers.map((container) => {
    const ports = Object.values(container.NetworkSettings.Ports ?? {});
    const port = ports.flatMap((bound) => bound ?? [])[0]?.HostPort;
    return {
      id: container.Id,
      name: container.Name.replace(/^\//, ''),
      image: container.Config.Image,
      created: container.Created,
      state: container.State.Status,
      url: port === undefined ? null : `http://127.0.0.1:${port}`,
      exitCode: container.State.ExitCode,
      wasKilledForMemory: container.State.OOMKilled === true,
      labels: container.Config.Labels ?? {},
    };
  });
}
