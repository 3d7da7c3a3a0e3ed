// The model server without a transport. A command that calls a model once loads this alone: the protocols cost it 50 ms.
import { createEdition, hasSpareProcessor, placeEntry } from './create-edition.ts';
import type { EntryOptions } from './entry-options.ts';
import { Entry } from './service/entry.ts';
import { InferenceService } from './service/inference-service.ts';
import { WakefulLoop } from './service/wakeful-loop.ts';
import type { Logger } from './telemetry/logger.ts';

/** Starts the workers without listening anywhere. */
export async function startService(
  entries: readonly EntryOptions[],
  { logger }: { logger: Logger },
): Promise<InferenceService> {
  const service = await createService(entries, logger);
  service.start();
  return service;
}

/** A service whose workers are not started yet. */
export async function createService(options: readonly EntryOptions[], logger: Logger): Promise<InferenceService> {
  const entries = await Promise.all(options.map(placeEntry));
  const workers = entries.reduce((sum, { plan }) => sum + plan.workers, 0);
  const loop = new WakefulLoop({ isEnabled: hasSpareProcessor(workers) });
  return new InferenceService(
    entries.map((entry) => {
      const { name, version } = entry;
      const first = createEdition(entry, { workers, logger });
      return new Entry({ name, version, first, loop, logger: logger.child({ entry: name }) });
    }),
  );
}
