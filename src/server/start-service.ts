// The model server without a transport. A command that calls a model once loads this alone: the protocols cost it 50 ms.
import type { PlacedEntry } from './create-edition.ts';
import { createEdition, hasSpareProcessor, placeEntry, warnOfCrowd } from './create-edition.ts';
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
  const { service } = await createService(entries, logger);
  service.start();
  return service;
}

/** What entries are made with: they share the machine, and its event loop. */
export interface EntryShare {
  /** The number of all workers of the server. */
  readonly workers: number;
  readonly loop: WakefulLoop;
  readonly logger: Logger;
}

/** A service whose workers are not started yet, and the loop that its entries share. */
export async function createService(
  options: readonly EntryOptions[],
  logger: Logger,
): Promise<{ readonly service: InferenceService; readonly loop: WakefulLoop }> {
  const entries = await Promise.all(options.map(placeEntry));
  const workers = entries.reduce((sum, { plan }) => sum + plan.workers, 0);
  warnOfCrowd(logger, { workers, former: 0 });
  const loop = new WakefulLoop({ isEnabled: hasSpareProcessor(workers) });
  const service = new InferenceService();
  for (const entry of entries) service.registry.add(createEntry(entry, { workers, loop, logger }));
  return { service, loop };
}

/** An entry whose workers are not started yet. */
export function createEntry(placed: PlacedEntry, { workers, loop, logger }: EntryShare): Entry {
  const { name, version } = placed;
  const first = createEdition(placed, { workers, logger });
  return new Entry({ name, version, first, loop, logger: logger.child({ entry: name }) });
}
