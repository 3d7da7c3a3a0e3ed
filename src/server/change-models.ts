// Models that come, change and go while a server runs.
import { isRefusal, toError } from '../core/inference/refusal.ts';
import type { PlacedEntry } from './create-edition.ts';
import { createEdition, placeEntry, warnOfCrowd } from './create-edition.ts';
import type { EntryOptions } from './entry-options.ts';
import type { HttpServer } from './http/http-server.ts';
import type { InferenceService } from './service/inference-service.ts';
import type { TrialRequest } from './service/replace-edition.ts';
import type { WakefulLoop } from './service/wakeful-loop.ts';
import { createEntry } from './start-service.ts';
import type { Logger } from './telemetry/logger.ts';

/** How an entry is replaced. */
export interface ReplaceOptions {
  /** What each new worker must answer first. */
  readonly trial: TrialRequest | null;
  /** Gives up as long as it has not taken place. */
  readonly signal: AbortSignal;
}

/** The parts of a server that know of its models. */
export interface ModelParts {
  readonly service: InferenceService;
  readonly loop: WakefulLoop;
  readonly http: HttpServer;
  readonly logger: Logger;
}

/** What can be done about the models of a server that runs. */
export interface ChangingModels {
  /**
   * Serves one more model; resolves when it is loaded. Where it cannot be, it is tried again as those are that were there from the
   * start.
   *
   * @throws {TrussError} `INPUT_INVALID` where there is one of its name; what kept it from loading
   */
  add(entry: EntryOptions): Promise<void>;
  /**
   * Puts a changed model in the place of the entry of the same name: it is started, loaded and tried beside the one that
   * answers, gets all requests from then on, and the former one ends when it has answered what it has.
   *
   * @throws {TrussError} `MODEL_NOT_FOUND`; whatever kept it from loading or answering: the former one stays; `signal.reason`
   */
  replace(entry: EntryOptions, options: ReplaceOptions): Promise<void>;
  /**
   * Serves a model no longer: from now on it is not found. Resolves when it has answered what it had accepted, its sessions have
   * ended and its workers are gone.
   *
   * @throws {TrussError} `MODEL_NOT_FOUND`
   */
  remove(name: string): Promise<void>;
}

/** What changes the models of a server. */
export function changingModels({ service, loop, http, logger }: ModelParts): ChangingModels {
  const { registry } = service;
  /** How many workers there are with these and without the others of their name. */
  const countWorkers = ({ name, plan }: PlacedEntry): number => {
    const others = registry.entries.filter((entry) => entry.name !== name);
    return others.reduce((sum, { limits }) => sum + limits.workers, plan.workers);
  };
  return {
    add: async (added) => {
      const placed = await placeEntry(added);
      const workers = countWorkers(placed);
      warnOfCrowd(logger, { workers, former: workers - placed.plan.workers });
      const entry = createEntry(placed, { workers, loop, logger });
      service.add(entry);
      await entry.ready;
    },
    replace: async (replacement, { trial, signal }) => {
      const placed = await placeEntry(replacement);
      const parts = createEdition(placed, { workers: countWorkers(placed), logger });
      await service.replace(placed.name, { parts, trial, signal });
    },
    remove: async (name) => {
      const entry = registry.resolve(name);
      if (isRefusal(entry)) throw toError(entry);
      service.withdraw(entry);
      await http.endSessions(entry);
      await service.retire(entry);
    },
  };
}
