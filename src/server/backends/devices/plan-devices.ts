// From a config and a machine to how many workers run a model, and what each of them sees of the machine.
import { acceleratorOf } from '../../../core/config/accelerator.ts';
import type { Config } from '../../../core/config/config.ts';
import type { FieldPath } from '../../../core/config/written-fields.ts';
import { placeWorkers } from '../../../core/devices/place-workers.ts';
import { visibleDevices } from '../../../core/devices/visible-devices.ts';
import type { Devices } from './find-devices.ts';

/** How a model is spread over a machine. */
export interface DevicePlan {
  readonly workers: number;
  /** The variables that lead each worker to its devices; fewer, or none, where nothing is set. */
  readonly variables: readonly Readonly<Record<string, string>>[];
  /** The one thing that whoever runs the server should know; null where all is as the config wants it. */
  readonly warning: string | null;
}

/** What is planned for. */
export interface PlanParts {
  readonly config: Config;
  /** The fields that the config file gives. */
  readonly written: readonly FieldPath[];
  /** As asked for on the command line; null: what the config says. */
  readonly workers: number | null;
  readonly devices: Devices;
  /** The environment of this process. */
  readonly inherited: NodeJS.ProcessEnv;
}

const VISIBLE = 'CUDA_VISIBLE_DEVICES';

/**
 * Plans the workers of a model. One that does not ask for a GPU sees whatever there is. One that does, on a machine where none
 * was found, runs all the same, and nothing is hidden from it: that we found none does not mean that it cannot.
 */
export function planDevices(parts: PlanParts): DevicePlan {
  const { config, devices, inherited } = parts;
  const workers = wantedWorkers(parts);
  if (!config.resources.use_gpu || devices.hasApple) return plain(workers ?? 1, null);
  const restriction = config.environment_variables[VISIBLE] ?? inherited[VISIBLE];
  const visible = visibleDevices(devices.nvidia, restriction);
  if (visible.length === 0) return plain(workers ?? 1, missing(devices.nvidia.length));
  const each = acceleratorOf(config)?.count ?? 1;
  const placement = placeWorkers(visible, { workers, each });
  // Our numbers are those of the bus. CUDA counts the fastest device first unless it is told; whoever restricted it knows.
  const order = restriction === undefined ? { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' } : {};
  const variables = placement.devices.map((own) => ({ ...order, [VISIBLE]: own.join(',') }));
  return { workers: placement.workers, variables, warning: placement.doubt };
}

/** How many workers somebody has asked for; null where nobody has, and devices decide. */
function wantedWorkers({ workers, written, config }: PlanParts): number | null {
  return workers ?? (written.includes('runtime.num_workers') ? config.runtime.num_workers : null);
}

function plain(workers: number, warning: string | null): DevicePlan {
  return { workers, variables: [], warning };
}

function missing(listed: number): string {
  const none = listed === 0 ? 'none was found' : `${VISIBLE} hides the ${listed} that this machine has`;
  return `The model asks for a GPU, and ${none}: it runs on the processor, unless it finds a device by itself`;
}
