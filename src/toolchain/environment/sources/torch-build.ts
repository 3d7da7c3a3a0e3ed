// Which build of torch a truss asks for, and where that build is.
import type { Config } from '../../../core/config/config.ts';

/** A build of torch that is taken from an index of its own. */
export interface TorchBuild {
  /** The build for processors is the only one that can be asked for. */
  readonly name: 'cpu';
  /** Whether the config insists on it; else what the other indexes have will do where this one has none. */
  readonly isNeeded: boolean;
}

/** PyTorch's own index of the builds for processors. */
const CPU_INDEX = 'https://download.pytorch.org/whl/cpu';

/** The build that a config asks for; null: what the indexes have anyway. A truss with a GPU asks for none by `auto`. */
export function torchBuildOf({
  torch_build: build,
  resources,
}: Pick<Config, 'torch_build' | 'resources'>): TorchBuild | null {
  if (build === null || (build === 'auto' && resources.use_gpu)) return null;
  return { name: 'cpu', isNeeded: build === 'cpu' };
}

/** Where the builds for processors are: PyTorch's own index, or the mirror of it that `TRUSS_TORCH_INDEX` names. */
export function torchIndex(): string {
  return process.env['TRUSS_TORCH_INDEX'] || CPU_INDEX;
}
