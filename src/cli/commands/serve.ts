import { once } from 'node:events';
import { startServer } from '../../server/main.ts';
import { defineCommand } from '../define-command.ts';
import { certificateFiles, listeningOptions } from '../define-listening-options.ts';
import { flag, integer, trussDirectories } from '../define-options.ts';
import { environmentOptions } from '../define-serving-options.ts';
import { announceServer } from '../serving/announce-server.ts';
import { requireFreePort } from '../serving/free-port.ts';
import { openTruss } from '../serving/open-truss.ts';
import { prepareEntries } from '../serving/prepare-entry.ts';
import { loadOrWait } from '../serving/reload/load-or-wait.ts';
import type { Reloading } from '../serving/reload/reloading.ts';
import { startReloading, takeSnapshots } from '../serving/reload/reloading.ts';
import { createServerLog } from '../serving/server-log.ts';
import { untilReady } from '../serving/until-ready.ts';

export const serveCommand = defineCommand({
  description:
    'Serves each truss in an environment of its own, over HTTP, until Ctrl-C or SIGTERM; then it answers what it has accepted and ends. A second Ctrl-C ends it at once.',
  examples: [
    { command: 'truss serve iris_rfc', about: 'on http://127.0.0.1:8080' },
    { command: 'truss serve iris_rfc --workers 4 --port 9000', about: 'four processes, another port' },
    { command: 'truss serve iris_rfc churn', about: 'several trusses; their names are in /v1/models' },
    { command: 'truss serve iris_rfc --reload', about: 'every edit is served; a broken one leaves what answers' },
    { command: 'truss serve --host 0.0.0.0 --tokens tokens.txt', about: 'for other machines too, with a token' },
  ],
  arguments: { directories: trussDirectories },
  options: {
    ...listeningOptions,
    workers: integer(
      '-w, --workers <number>',
      'processes for each model (default: runtime.num_workers of its config)',
      {
        min: 1,
        max: 1024,
        fallback: null,
      },
    ),
    reload: flag('--reload', 'serve changes of code, config, data and requirements as soon as they have loaded'),
    dev: flag('--dev', "show the model's tracebacks to clients"),
    ...environmentOptions,
  },
  json: '{"url", "grpcPort"?, "entries": [{"name", "directory", "python", "workers", "predict": url}]} when it is ready',
  async run({ arguments: given, options, output, signal }) {
    const { host, port, grpcPort, tokens: tokensFile, dev, env: source, frozen, workers } = options;
    const tls = certificateFiles(options.tlsCert, options.tlsKey);
    const projects = [];
    for (const directory of given.directories) projects.push(await openTruss(directory, output));
    await requireFreePort(host, port);
    const { progress, warn } = output;
    const snapshots = options.reload ? await takeSnapshots(projects) : null;
    const environment = { source, frozen, workers, progress: progress.show, warn, signal };
    const entries = await prepareEntries(projects, environment);
    output.progress.clear();
    const { logger, started } = createServerLog(output);
    const server = await startServer({ entries, host, port, grpcPort, tokensFile, tls, dev, logger });
    const trusses = snapshots === null ? null : { projects, entries, snapshots };
    const follow =
      trusses && ((): Promise<Reloading> => startReloading(trusses, { server, prepare: environment, logger, output }));
    const waiting = follow && loadOrWait(server, follow, output);
    if (!(await untilReady(waiting ?? server, signal))) return;
    started();
    await announceServer(
      server,
      { projects, entries, certificate: options.tlsCert, needsToken: tokensFile !== null },
      output,
    );
    const reloading = waiting?.reloading ?? (await follow?.());
    if (!signal.aborted) await once(signal, 'abort');
    await reloading?.close();
    logger.info({}, 'Stopping: what was accepted is answered; Ctrl-C again stops at once');
    await server.drain();
  },
});
