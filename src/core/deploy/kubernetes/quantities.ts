// Amounts as Kubernetes writes them. A config may say more than that: what Python's `float()` reads.
import type { Config } from '../../config/config.ts';

const PLAIN_MEMORY = /^\d+(?:\.\d+)?(?:k|[MGTPE]|[KMGTPE]i)?$/;

/** Processors: `1`, `500m`; null where that is no amount that can be had. */
export function cpuQuantity(cpu: string): string | null {
  const millis = cpu.trim().endsWith('m') ? Number(cpu.trim().slice(0, -1)) : numberOf(cpu) * 1000;
  const whole = Math.ceil(millis);
  if (!Number.isSafeInteger(whole) || whole < 1) return null;
  return whole % 1000 === 0 ? String(whole / 1000) : `${whole}m`;
}

/** Memory as it is written where Kubernetes reads it so, else bytes; null where that is no amount that can be had. */
export function memoryQuantity(memory: string): string | null {
  const text = memory.trim();
  if (PLAIN_MEMORY.test(text)) return Number.parseFloat(text) > 0 ? text : null;
  const bytes = Math.ceil(numberOf(text));
  return Number.isSafeInteger(bytes) && bytes >= 1 ? String(bytes) : null;
}

function numberOf(text: string): number {
  return Number(text.replaceAll('_', ''));
}

/** How many GPUs a container is given. */
export function gpuCount({ resources }: Pick<Config, 'resources'>): number {
  if (!resources.use_gpu) return 0;
  return Number(resources.accelerator?.split(':')[1] ?? '1');
}
