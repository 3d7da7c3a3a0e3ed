import type { Config } from './config.ts';

/** The GPUs of a model: what kind, and how many. */
export interface Accelerator {
  /** As the config spells it: `T4`, `H100_40GB`. */
  readonly name: string;
  readonly count: number;
}

/**
 * Reads `resources.accelerator`: `H100:2` is two of the kind H100, `A10G` is one. Null where the config names no kind; with
 * `use_gpu` alone any GPU will do.
 */
export function acceleratorOf({ resources }: Pick<Config, 'resources'>): Accelerator | null {
  if (resources.accelerator === null) return null;
  const [name = '', count = '1'] = resources.accelerator.split(':');
  return { name, count: Number(count) };
}
