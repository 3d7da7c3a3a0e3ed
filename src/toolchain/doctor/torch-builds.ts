// The builds of PyTorch in the environments that were made here, and which GPUs each is for.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { environmentHome, environmentsDirectory, readMarker } from '../environment/store/environment-marker.ts';
import { ask } from './ask.ts';

/** A build of PyTorch. */
export interface TorchBuild {
  /** `2.9.0+cu128`. */
  readonly version: string;
  /** What its kernels were compiled for, such as `sm_90`; none in a build for processors. */
  readonly architectures: readonly string[];
}

/** PyTorch alone takes seconds to be imported, more where it lies on a cold disk. */
const TIMEOUT_MS = 60_000;

// What `torch.cuda.get_arch_list()` says only where there is a GPU that it can use.
const QUESTION =
  'import torch; flags = getattr(torch._C, "_cuda_getArchFlags", lambda: None)(); print(torch.__version__, flags or "")';

const INSTALLED = /^torch-[^-]+\.dist-info$/;

/** Asks each build once, in whichever environment it lies; one that does not answer is left out. */
export async function findTorchBuilds(signal: AbortSignal): Promise<readonly TorchBuild[]> {
  const keys = await readdir(environmentsDirectory()).catch(() => []);
  const pythons = new Map<string, string>();
  for (const key of keys) {
    const found = await torchIn(key);
    if (found !== null) pythons.set(found.distribution, found.python);
  }
  const replies = await Promise.all(
    [...pythons.values()].map(async (python) => ask(python, ['-c', QUESTION], signal, TIMEOUT_MS)),
  );
  return replies.flatMap(({ ok, stdout }) => {
    const [version, ...architectures] = stdout.split(/\s+/);
    return ok && version !== undefined ? [{ version, architectures }] : [];
  });
}

async function torchIn(key: string): Promise<{ readonly distribution: string; readonly python: string } | null> {
  const marker = await readMarker(key).catch(() => null);
  if (marker === null) return null;
  const directory = join(environmentHome(key), marker.directory);
  const minor = marker.version.split('.').slice(0, 2).join('.');
  const installed = await readdir(join(directory, 'lib', `python${minor}`, 'site-packages')).catch(() => []);
  const distribution = installed.find((name) => INSTALLED.test(name));
  return distribution === undefined ? null : { distribution, python: join(directory, 'bin', 'python') };
}
