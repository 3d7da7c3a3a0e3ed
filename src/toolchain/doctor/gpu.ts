import { hasKernels } from '../../core/devices/gpu-kernels.ts';
import { findExecutable, pathDirectories } from '../../system/processes/find-executable.ts';
import { ask } from './ask.ts';
import type { Check, Finding } from './check.ts';
import { findTorchBuilds } from './torch-builds.ts';
import type { TorchBuild } from './torch-builds.ts';

/** A GPU that models can use: NVIDIA's by its driver, Apple's by its processor. */
export const gpuCheck: Check = { name: 'gpu', needed: false, look: lookForGpu };

async function lookForGpu(signal: AbortSignal): Promise<Finding> {
  if (process.platform === 'darwin' && process.arch === 'arm64') {
    return { status: 'found', found: "Apple's (mps); containers cannot use it" };
  }
  const program = await findExecutable('nvidia-smi', pathDirectories());
  if (program === null) return { status: 'missing', found: 'none; models run on the processor' };
  const question = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  const { ok, stdout, complaint } = await ask(program, question, signal);
  if (!ok || stdout === '') {
    const advice = `The driver does not answer, so that models cannot use it either: ${complaint}`;
    return { status: 'doubtful', found: `unknown (${program})`, advice };
  }
  const gpus = linesOf(stdout);
  const found = gpus.map(([name, memory, driver]) => `${name}, ${memory}, driver ${driver}`).join('; ');
  // Asked apart: drivers before 2021 know no such field, and would say nothing at all.
  const asked = await ask(program, ['--query-gpu=name,compute_cap', '--format=csv,noheader'], signal);
  const known = asked.ok ? linesOf(asked.stdout).filter(([, capability = '']) => CAPABILITY.test(capability)) : [];
  const builds = known.length === 0 ? [] : await findTorchBuilds(signal);
  const advice = adviseOnTorch(known, builds);
  const all = [found, ...builds.map(describeBuild).sort()].join('; ');
  return advice === null ? { status: 'found', found: all } : { status: 'doubtful', found: all, advice };
}

/** Whoever has a GPU and locked the build for processors may not know it. */
function describeBuild({ version, architectures }: TorchBuild): string {
  return `torch ${version} is for ${architectures.length === 0 ? 'processors alone' : 'GPUs'}`;
}

const CAPABILITY = /^\d+\.\d+$/;

function linesOf(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((line) => line.split(',').map((part) => part.trim()));
}

/** Says which builds of PyTorch cannot compute on which GPUs; null where all can. */
function adviseOnTorch(gpus: readonly (readonly string[])[], builds: readonly TorchBuild[]): string | null {
  const lacking = builds.flatMap(({ version, architectures }) => {
    // A build for processors was chosen as one.
    if (architectures.length === 0) return [];
    const without = gpus.filter(([, capability = '']) => !hasKernels(architectures, capability));
    const names = new Set(without.map(([name, capability = '']) => `${name} (sm_${capability.replace('.', '')})`));
    return names.size === 0
      ? []
      : [`torch ${version} for ${[...names].join(', ')}: it has ${architectures.join(', ')}`];
  });
  if (lacking.length === 0) return null;
  return `An environment has a PyTorch without kernels for a GPU here, where a model fails with "no kernel image is available". ${lacking.join('; ')}. Require a torch that has them: a newer one for a newer GPU, one for an older CUDA (\`--extra-index-url https://download.pytorch.org/whl/cu126\`) for an older one.`;
}
