import { TrussError } from '../../core/errors/truss-error.ts';
import { describeEngine, findEngine } from '../docker/find-engine.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import type { Check, Finding } from './check.ts';

/** The engine of containers that images are built with, found as a build finds it. */
export const dockerCheck: Check = { name: 'docker', needed: false, look: lookForEngine };

/** An engine that takes longer to say who it is does not answer. */
const TIMEOUT_MS = 10_000;

/**
 * The engine that a build would take.
 *
 * @throws {TrussError} `IMAGE_ENGINE_*`, also where it does not answer in time
 */
export async function engineHere(signal: AbortSignal): Promise<ContainerEngine> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await findEngine(AbortSignal.any([signal, limit]));
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.aborted) throw error;
    const message = `The engine of containers has not answered for ${TIMEOUT_MS / 1000} s.`;
    throw new TrussError('IMAGE_ENGINE_DOWN', { message, hint: 'Restart it.', cause: error });
  }
}

async function lookForEngine(signal: AbortSignal): Promise<Finding> {
  try {
    const engine = await engineHere(signal);
    const found = `${describeEngine(engine)} (${engine.command})`;
    if (engine.builder !== 'none') return { status: 'found', found };
    const advice = 'Install the buildx plugin before you build an image: https://docs.docker.com/go/buildx';
    return { status: 'doubtful', found, advice };
  } catch (error) {
    if (!(error instanceof TrussError)) throw error;
    const { code, message, hint } = error;
    if (code === 'IMAGE_ENGINE_MISSING') {
      return { status: 'missing', found: message, advice: `Only images need it. ${hint}` };
    }
    return { status: 'doubtful', found: message, advice: hint ?? 'Images can be built once it answers.' };
  }
}
