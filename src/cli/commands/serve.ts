import { once } from 'node:events';

import { openTruss } from '../../host/prepare/open-truss.ts';
import type { StartProfile } from '../../host/serve-trusses.ts';
import { serveTrusses } from '../../host/serve-trusses.ts';
import { behindProxies } from '../../host/serve/behind-proxies.ts';
import { certificateFiles } from '../../host/serve/certificate-files.ts';
import { createServerLog } from '../../host/serve/server-log.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer, trussDirectories } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { listeningOptions } from '../definition/listening-options.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { logReader } from '../output/log-reader.ts';
import { announceServer } from '../serving/announce-server.ts';
import { askFirst } from '../serving/ask-first.ts';
import { requireFreePorts } from '../serving/free-port.ts';
import { opennessDoubt } from '../serving/openness-doubt.ts';
import { tellReloads } from '../serving/tell-reloads.ts';

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
    profileStart: flag(
      '--profile-start',
      'show where the time goes until the first answer: process, imports, load, warm-up',
    ),
    mcp: flag('--mcp', 'offer the models to agents as tools, at /mcp (MCP)'),
    dev: flag('--dev', "show the model's tracebacks to clients, and let the playground add to examples.yaml"),
    ui: flag('--ui', 'have the playground at /ui/ for other machines too; for this one alone it is always there'),
    ...environmentOptions,
  },
  json: '{"url", "ui"?, "mcp"?, "grpcPort"?, "entries": [{"name", "directory", "python", "workers", "predict": url | null, "start"?: {"spawnMs", "importMs", "initMs", "loadMs", "warmUpMs", "firstPredictMs": ms | null, "imports": [[module, ms]]}}]} when it is ready; `start` with --profile-start',
  async run({ arguments: given, options, output, signal }) {
    const { host, port, grpcPort, tokens: tokensFile, dev, mcp, workers } = options;
    const drainMs = options.drainTimeout * 1000;
    const ui = options.ui ? true : undefined;
    const tls = certificateFiles(options.tlsCert, options.tlsKey);
    const projects = [];
    for (const directory of given.directories) projects.push(await openTruss(directory, output.warn));
    await requireFreePorts(host, { port, grpcPort });
    const log = createServerLog(logReader(output.stderr));
    const starts = new Map<string, StartProfile>();
    // Of several workers the first, whose model is the first to answer.
    const noteStart = (name: string, profile: StartProfile): void => void starts.set(name, starts.get(name) ?? profile);
    const served = await serveTrusses(projects, {
      ...prepareOptions(options, output, signal),
      workers,
      listening: { host, port, grpcPort, tokensFile, tls, dev, mcp, ui, drainMs, ...behindProxies(options) },
      log,
      onPrepared: output.progress.clear,
      onStartProfile: options.profileStart ? noteStart : undefined,
      onReload: options.reload ? tellReloads(log, output) : null,
    });
    if (served === null) return;
    const open = opennessDoubt(host, tokensFile);
    if (open !== null) log.logger.warn({ logger: 'truss' }, open);
    const address = { certificate: options.tlsCert, needsToken: tokensFile !== null };
    await announceServer(served, { ...address, starts: await askFirst(served, starts) }, output);
    if (!signal.aborted) await once(signal, 'abort');
    log.logger.info({}, 'Stopping: what was accepted is answered; Ctrl-C again stops at once');
    await served.stop();
  },
});
