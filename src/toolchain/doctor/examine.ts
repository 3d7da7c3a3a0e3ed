import type { Check, Finding } from './check.ts';
import { containerGpuCheck } from './container-gpu.ts';
import { diskCheck } from './disk.ts';
import { dockerCheck } from './docker.ts';
import { gpuCheck } from './gpu.ts';
import { homeCheck } from './home.ts';
import { networkCheck } from './network.ts';
import { nodeCheck } from './node.ts';
import { pythonCheck } from './python.ts';
import { uvCheck } from './uv.ts';

/** All checks, in the order in which they are told. A new one is a file here and a line in this list. */
const CHECKS: readonly Check[] = [
  nodeCheck,
  pythonCheck,
  uvCheck,
  homeCheck,
  diskCheck,
  dockerCheck,
  gpuCheck,
  containerGpuCheck,
  networkCheck,
];

/** A check and what it found. */
export interface Examined {
  readonly check: Check;
  readonly finding: Finding;
}

/** Looks at everything that Truss uses of the machine, all at the same time. */
export async function examineMachine(signal: AbortSignal): Promise<readonly Examined[]> {
  return Promise.all(CHECKS.map(async (check) => ({ check, finding: await check.look(signal) })));
}
