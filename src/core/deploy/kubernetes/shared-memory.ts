import type { DeployPlan } from '../plan.ts';
import { gpuCount } from './quantities.ts';

/** What works on GPUs passes tensors between processes through /dev/shm, of which a container has 64 MB: as much as its memory then. */
export function sharedMemory({ config }: Pick<DeployPlan, 'config'>): readonly { readonly name: string }[] {
  return gpuCount(config) === 0 ? [] : [{ name: 'shm', ...MEMORY }];
}

const MEMORY = { emptyDir: { medium: 'Memory' } } as const;
