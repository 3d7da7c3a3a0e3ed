import { findExecutable, pathDirectories } from '../../system/processes/find-executable.ts';
import { ask } from './ask.ts';
import type { Check, Finding } from './check.ts';

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
  const gpus = stdout.split('\n').map((line) => line.split(',').map((part) => part.trim()));
  return {
    status: 'found',
    found: gpus.map(([name, memory, driver]) => `${name}, ${memory}, driver ${driver}`).join('; '),
  };
}
