// Weights to a volume, by a container that runs before the server. Whoever asks meanwhile whether the pod is ready is told how much is there.
import { parseArgs } from 'node:util';

import { errorToJson } from '../../core/errors/error-json.ts';
import { exitCodeOf } from '../../core/errors/exit-code.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { watchInterrupts } from '../../system/processes/interrupts.ts';
import type { Progress } from '../../toolchain/progress.ts';
import { openProject } from '../../toolchain/project/open/open-project.ts';
import { fillVolume } from '../../toolchain/weights/fill-volume.ts';
import { createServerLog } from '../serve/server-log.ts';
import { openWaitingRoom } from './waiting-room.ts';

/**
 * Fetches the weights of the truss of an image into a volume: `bringWeights(['/app', '/weights'], …)`. Gives the exit code. Never throws.
 *
 * `--port`: where the server will listen; null: nobody is told anything. What is there already costs a look at each file.
 */
export async function bringWeights(words: readonly string[], variables: NodeJS.ProcessEnv): Promise<number> {
  const { logger } = createServerLog('program');
  const interrupts = watchInterrupts({ ignoreInterrupt: false });
  const told = { phase: '', message: 'Looking which weights are there' };
  let close: (() => void) | null = null;
  try {
    const { directory, volume, port } = readWords(words);
    // What is fetched lies beside what is ready, so that a file is there once, by two names.
    process.env['TRUSS_HOME'] = `${volume}/.truss`;
    close = port === null ? null : await openWaitingRoom(port, () => told.message);
    const progress: Progress = ({ phase, message }) => {
      // Whoever asks is told the newest; the log gets a line for each tenth.
      if (phase !== told.phase) logger.info({}, message);
      Object.assign(told, { phase, message });
    };
    const project = await openProject(directory);
    const { files, fetched } = await fillVolume(project, volume, { variables, progress, signal: interrupts.signal });
    logger.info({ files, fetched }, 'The weights are there');
    return 0;
  } catch (error) {
    const { message, ...fields } = errorToJson(error);
    logger.error(fields, message);
    return exitCodeOf(error);
  } finally {
    close?.();
    interrupts.close();
  }
}

function readWords(words: readonly string[]): { directory: string; volume: string; port: number | null } {
  const options = { port: { type: 'string' } } as const;
  const { positionals, values } = parseArgs({ args: [...words], options, allowPositionals: true });
  const [directory, volume, ...more] = positionals;
  if (directory === undefined || volume === undefined || more.length > 0) {
    throw new TrussError('USAGE', { message: 'Two directories are wanted: that of the truss, and the volume.' });
  }
  return { directory, volume, port: values.port === undefined ? null : Number(values.port) };
}
