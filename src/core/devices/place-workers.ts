/** How the workers of a model share the devices of a machine. */
export interface Placement {
  readonly workers: number;
  /** The devices of each worker, as items of CUDA_VISIBLE_DEVICES. */
  readonly devices: readonly (readonly string[])[];
  /** What is not as the config wants it; null where all is well. */
  readonly doubt: string | null;
}

/** What a model asks for. */
export interface DeviceWish {
  /** How many workers; null: one for each device that is there, or for each group of them. */
  readonly workers: number | null;
  /** How many devices a worker needs. */
  readonly each: number;
}

/** Gives every worker devices of its own; where there are too few, several workers share them. `devices` is not empty. */
export function placeWorkers(devices: readonly string[], { workers, each }: DeviceWish): Placement {
  const groups = Math.max(1, Math.floor(devices.length / each));
  const count = workers ?? groups;
  const groupOf = (worker: number): readonly string[] => {
    const first = (worker % groups) * each;
    return devices.slice(first, first + each);
  };
  return {
    workers: count,
    devices: Array.from({ length: count }, (_, worker) => groupOf(worker)),
    doubt: doubtOf(devices.length, { each, count, groups }),
  };
}

interface Counts {
  readonly each: number;
  readonly count: number;
  readonly groups: number;
}

function doubtOf(found: number, { each, count, groups }: Counts): string | null {
  if (found < each) return `It asks for ${each} GPUs, and there are ${found}: it gets those`;
  return count > groups
    ? `${count} workers share ${groups * each} GPUs: each device holds several copies of the model`
    : null;
}
