import type { ClusterPod } from './cluster-objects.ts';

/** One life of a container: it ends with its process, and the next one has a log of its own. */
export interface ContainerRun {
  readonly pod: string;
  readonly container: string;
  /** How often the container had been started before. */
  readonly restarts: number;
  readonly isRunning: boolean;
}

/**
 * The runs of a pod that have a log: those that are, or have ended and are the last; `previous`: those before them. Of containers that
 * others have put beside the model (the proxies of a mesh, of Knative) nothing is told.
 */
export function runsOf({ metadata, spec, status }: ClusterPod, previous: boolean): readonly ContainerRun[] {
  const model = spec.containers?.[0]?.name ?? status?.containerStatuses?.[0]?.name;
  const containers = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []).filter(({ name }) => name === model),
  ];
  return containers.flatMap(({ name: container, restartCount: restarts, state, lastState }) => {
    const run = { pod: metadata.name, container };
    const isOver = (state?.terminated ?? null) !== null;
    const hasEndedBefore = (lastState?.terminated ?? null) !== null;
    if (previous) return hasEndedBefore ? [{ ...run, restarts: restarts - 1, isRunning: false }] : [];
    if (state === null || state === undefined) return [];
    // It waits to be started again: what has ended last is still to be read.
    if ((state.waiting ?? null) !== null) return hasEndedBefore ? [{ ...run, restarts, isRunning: false }] : [];
    return [{ ...run, restarts, isRunning: !isOver }];
  });
}
