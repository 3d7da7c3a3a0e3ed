import { Form } from '../../core/wire/frame.ts';
import type { EntryOptions } from '../../server/entry-options.ts';
import type { InferenceService } from '../../server/service/inference-service.ts';
import { startService } from '../../server/start-service.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { PrepareOptions } from '../prepare/prepare-entry.ts';
import { prepareEntries, prepareEntry } from '../prepare/prepare-entry.ts';
import { startModels } from '../serve/start-models.ts';
import type { CallModel } from './call-model.ts';
import type { OnModelLine } from './model-lines.ts';
import { modelLines } from './model-lines.ts';
import { requestFrame } from './request-frame.ts';

/** How a model is run that is asked from here alone. */
export interface ModelRun extends Omit<PrepareOptions, 'workers'> {
  /** Whether the model's code may talk to the terminal of this process, for a debugger. Default: no. */
  readonly hasTerminal?: boolean;
  /** Is told when the environment is there, before the model is loaded. */
  readonly onPrepared: () => void;
  readonly onLine: OnModelLine;
}

/**
 * Loads the model of a truss, lets `use` call it, and ends its worker.
 *
 * @throws {TrussError} `ENV_*`; whatever kept the model from loading, and what `use` throws.
 */
export async function withModel<T>(project: Project, run: ModelRun, use: (call: CallModel) => Promise<T>): Promise<T> {
  const { signal } = run;
  return withService(project, run, (service, name) =>
    use((question, onItem) => {
      const { body, form, header: members } = requestFrame(question);
      const header = { ...members, stream: onItem === undefined ? 'join' : 'raw' };
      const streaming = onItem === undefined ? {} : { onItem };
      return service.predict({ entry: name, body, form, accept: Form.JSON, header, signal, ...streaming });
    }),
  );
}

/**
 * Loads the model of a truss, gives what has it to `use`, and ends its worker. `name`: that of its entry.
 *
 * @throws {TrussError} as `withModel`
 */
export async function withService<T>(
  project: Project,
  run: ModelRun,
  use: (service: InferenceService, name: string) => Promise<T>,
): Promise<T> {
  const { hasTerminal = false } = run;
  const prepare = async (options: PrepareOptions): Promise<EntryOptions[]> => {
    const entry = await prepareEntry(project, options);
    return [{ ...entry, hasTerminal }];
  };
  return withEntries(prepare, run, use);
}

/**
 * Loads the models of trusses that others will ask, gives what has them to `use`, and ends their workers.
 *
 * @throws {TrussError} as `withModel`; `INPUT_INVALID` where two of them have the same name
 */
export async function withServices<T>(
  projects: readonly Project[],
  run: ModelRun,
  use: (service: InferenceService) => Promise<T>,
): Promise<T> {
  return withEntries((options) => prepareEntries(projects, options), run, use);
}

async function withEntries<T>(
  prepare: (options: PrepareOptions) => Promise<EntryOptions[]>,
  { onPrepared, onLine, ...options }: ModelRun,
  use: (service: InferenceService, name: string) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  const started = await startModels({
    prepare: async () => {
      const entries = await prepare({ ...options, workers: 1 });
      onPrepared();
      return entries;
    },
    start: (entries) => startService(entries, { logger: modelLines(onLine) }),
    signal,
  });
  if (started === null) throw signal.reason;
  const { entries, running: service } = started;
  try {
    return await use(service, entries[0]?.name ?? '');
  } finally {
    await service.close();
  }
}
