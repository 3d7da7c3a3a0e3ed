import { TrussError } from '../../../core/errors/truss-error.ts';
import type { RunningServer } from '../../../server/main.ts';
import type { Output } from '../../output/output.ts';
import { createStyles } from '../../output/styles.ts';
import { renderError } from '../../render-error.ts';
import type { Loading } from '../until-ready.ts';
import type { Reloading } from './reloading.ts';

/** A server that is loaded, or waits for an edit with which it can be. */
export interface WaitingLoad extends Loading {
  /** The reloads that were started to wait for an edit; null where all was well. */
  readonly reloading: Reloading | null;
}

/** A server with `--reload`: a model that cannot be loaded is told of, and its next edit is waited for. */
export function loadOrWait(server: RunningServer, start: () => Promise<Reloading>, output: Output): WaitingLoad {
  let reloading: Reloading | null = null;
  const ready = server.ready.catch(async (error: unknown) => {
    if (!(error instanceof TrussError)) throw error;
    const styles = createStyles(output.stderr);
    output.progress.clear();
    output.stderr.write(`${renderError(error, styles)}\n\nIt is loaded again as soon as it is edited.\n`);
    reloading = await start();
    await reloading.reloaded;
  });
  return {
    ready,
    get reloading() {
      return reloading;
    },
    close: async () => {
      await reloading?.close();
      await server.close();
    },
  };
}
