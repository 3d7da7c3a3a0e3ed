import { z } from 'zod';

import { readContainerLog } from '../../containers/container-logs.ts';
import { findEngine } from '../../docker/find-engine.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ container: z.string(), tail: z.int().min(0).nullish() });

/** What a container has logged. */
export const containerLogs = engineMethod(params, async ({ container, tail = null }, { signal }) => {
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  await readContainerLog(await findEngine(signal), container, { follow: false, tail, onLine, signal });
  return { lines };
});
