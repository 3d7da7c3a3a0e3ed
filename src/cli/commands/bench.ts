import { findKnee } from '../../core/bench/knee.ts';
import { missedLimits } from '../../core/bench/limits.ts';
import { benchServer } from '../../host/bench/bench-server.ts';
import type { BenchTarget } from '../../host/bench/bench-target.ts';
import { findTarget } from '../../host/bench/find-target.ts';
import { withServedTruss } from '../../host/bench/served-truss.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { askedServerOptions } from '../definition/asked-server-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { integer, text, trussDirectory } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { loadOptions } from '../definition/load-options.ts';
import { questionOptions } from '../definition/question-options.ts';
import { readAskedServer } from '../input/asked-server.ts';
import { chooseRequests } from '../input/choose-requests.ts';
import { planLevels } from '../input/plan-levels.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { deliverBench } from '../output/deliver-bench.ts';
import { showLevels } from '../output/show-levels.ts';
import { requireWritable } from '../output/write-result.ts';

export const benchCommand = defineCommand({
  description:
    "Serves the truss on a free port, or asks a running server with --url, and sends the truss's examples at 1, 2, 4 … 64 connections, or at a given rate. A table tells for each level how many requests a second were answered, how long answers took, how long they waited in the server's queue and were computed, and how many the model got together. Each answer is held against the first one to the same request. Ends with 1 where a request fails, an answer differs, or --min-rate or --max-p99 is missed.",
  examples: [
    { command: 'truss bench iris_rfc', about: 'all its examples, in turn, at seven levels; takes 45 seconds' },
    { command: 'truss bench iris_rfc -c 8 --duration 30s', about: 'eight connections for half a minute' },
    {
      command: 'truss bench iris_rfc --rate 100,200,400',
      about: 'requests come at these rates, as from clients that do not wait for each other',
    },
    {
      command: 'truss bench --url http://127.0.0.1:8080 -f requests.jsonl',
      about: 'a running server, a request a line',
    },
    { command: 'truss bench iris_rfc --report bench.html', about: 'the same as plots, in a page of one file' },
    { command: 'truss bench -c 16 --min-rate 500 --max-p99 50ms', about: 'for CI: ends with 1 where it is slower' },
  ],
  arguments: { directory: trussDirectory },
  options: {
    ...loadOptions,
    workers: integer('-w, --workers <number>', 'processes of the model (default: runtime.num_workers of its config)', {
      min: 1,
      max: 1024,
      fallback: null,
    }),
    report: text('--report <path>', 'a page of one file to write, with plots'),
    ...questionOptions,
    file: text(
      '-f, --file <path>',
      `${questionOptions.file.description}; of .jsonl and .ndjson each line is a request`,
    ),
    ...askedServerOptions,
    ...environmentOptions,
  },
  json: '{"url", "levels": [{"connections", "rate", "seconds", "answers", "requestsPerSecond", "latency": {"meanMs", "p50Ms", "p90Ms", "p99Ms", "p999Ms", "maxMs"} | null, "curve": [{"percent", "ms"}], "errors", "failures": [{"kind", "count", "message"}], "queueMs", "computeMs", "meanBatch", "senderBusy"}], "knee": {"connections", "rate"} | null, "missed": [text]}',
  async run({ arguments: given, options, output, signal }) {
    const levels = planLevels(options);
    const { report } = options;
    if (report !== null) await requireWritable({ file: report, option: '--report' });
    const caller = await readAskedServer(options, process.env);
    const { url, data, file, form, example, check: checks, minRate, maxP99: maxP99Ms } = options;
    const project = url === null ? await openTruss(given.directory, output.warn) : null;
    const open = async () => project ?? openTruss(given.directory, output.warn);
    const requests = await chooseRequests(open, example, { data, file, form, stdin: process.stdin, signal });
    const bench = async (target: BenchTarget) => {
      const plan = { requests, levels, checks, signal, ...showLevels(levels, output) };
      return { target, results: await benchServer(target, plan) };
    };
    const run = {
      ...prepareOptions(options, output, signal),
      workers: options.workers,
      onPrepared: () => output.progress.hint('Loading the model'),
    };
    const { target, results } =
      project === null
        ? await bench(await findTarget(url ?? '', caller, signal))
        : await withServedTruss(project, run, bench);
    const knee = findKnee(results);
    const missed = missedLimits(results, { minRate, maxP99Ms });
    await deliverBench({ levels: results, knee, missed }, { url: target.modelUrl, requests, report }, output);
    return missed.length > 0 || results.some(({ errors }) => errors > 0) ? 'failed' : undefined;
  },
});
