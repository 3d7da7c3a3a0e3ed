// Which accelerators this machine has.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { DEVICE_QUERY, parseDevices } from '../../../core/devices/parse-devices.ts';
import type { ListedDevice } from '../../../core/devices/parse-devices.ts';

/** A driver that takes longer is stuck: models could not use it either. */
const ANSWER_WITHIN_MS = 10_000;

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
  const question = [`--query-gpu=${DEVICE_QUERY}`, '--format=csv,noheader'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', question, { timeout: ANSWER_WITHIN_MS });
    return { nvidia: parseDevices(stdout), hasApple: false };
  } catch {
    return NO_DEVICES;
  }
}
