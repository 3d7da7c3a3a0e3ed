// Which accelerators this machine has.
import { DEVICE_QUERY, parseDevices } from '../../../core/devices/parse-devices.ts';
import type { ListedDevice } from '../../../core/devices/parse-devices.ts';
import { childEnvironment } from '../../../system/processes/child-environment.ts';
import { runProcess } from '../../../system/processes/run-process.ts';

/** A driver that takes longer is stuck: models could not use it either. */
const TIMEOUT_MS = 10_000;

/** What was found. */
export interface Devices {
  /** NVIDIA's. */
  readonly nvidia: readonly ListedDevice[];
  /** Whether there is Apple's (mps): every process can use it, and nothing has to be set for that. */
  readonly hasApple: boolean;
}

/** A machine on which nothing was looked for. */
export const NO_DEVICES: Devices = { nvidia: [], hasApple: false };

/** Looks for accelerators; a driver that does not answer has none. */
export async function findDevices(): Promise<Devices> {
  if (process.platform === 'darwin') return { nvidia: [], hasApple: process.arch === 'arm64' };
  const args = [`--query-gpu=${DEVICE_QUERY}`, '--format=csv,noheader'];
  try {
    const asked = { command: 'nvidia-smi', args, env: childEnvironment(), timeoutMs: TIMEOUT_MS };
    const { status, stdout } = await runProcess(asked);
    return status === 0 ? { nvidia: parseDevices(stdout), hasApple: false } : NO_DEVICES;
  } catch {
    // There is no such program.
    return NO_DEVICES;
  }
}
