import type { ListedDevice } from './parse-devices.ts';

/**
 * What of the machine's devices a process may use, as items of CUDA_VISIBLE_DEVICES.
 *
 * @param restriction the variable as it is set already, undefined where it is not
 * @see https://docs.nvidia.com/cuda/cuda-c-programming-guide/#cuda-environment-variables : numbers, or UUIDs that may be
 * cut short; whatever comes after the first item that names no device is left out. Slices of a device (`MIG-…`) are in no list.
 */
export function visibleDevices(devices: readonly ListedDevice[], restriction: string | undefined): string[] {
  if (restriction === undefined) return devices.map(({ index }) => index);
  const items = restriction.split(',').map((item) => item.trim());
  const end = items.findIndex((item) => !isDevice(item, devices));
  return end === -1 ? items : items.slice(0, end);
}

function isDevice(item: string, devices: readonly ListedDevice[]): boolean {
  if (item.startsWith('MIG-')) return devices.length > 0;
  if (item.startsWith('GPU-')) return devices.some(({ uuid }) => uuid.startsWith(item));
  return devices.some(({ index }) => index === item);
}
