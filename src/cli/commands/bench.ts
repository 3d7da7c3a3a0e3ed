import { findKnee } from '../../core/bench/knee.ts';
import type { LevelResult } from '../../core/bench/level.ts';
import { missedLimits } from '../../core/bench/limits.ts';
import { benchServer } from '../../host/bench/bench-server.ts';
import type { BenchTarget } from '../../host/bench/bench-target.ts';
import { findTarget } from '../../host/bench/find-target.ts';
import { withServedTruss } from '../../host/bench/served-truss.ts';
import { tuneTruss } from '../../host/bench/tune-truss.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { askedServerOptions } from '../definition/asked-server-options.ts';
import type { Outcome } from '../definition/define-command.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer, text, trussDirectory } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { loadOptions } from '../definition/load-options.ts';
import { questionOptions } from '../definition/question-options.ts';
import { readAskedServer } from '../input/asked-server.ts';
import { chooseRequests } from '../input/choose-requests.ts';
import { planLevels } from '../input/plan-levels.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { tunedLevel } from '../input/tuned-level.ts';
import { deliverBench, deliverTuning } from '../output/deliver-bench.ts';
import type { BenchFindings } from '../output/render-bench.ts';
import { showTrials } from '../output/render-tuning.ts';
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
    { command: 'truss bench iris_rfc --tune', about: 'which settings of the config answer most, and why' },
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
    tune: flag(
      '--tune',
      'instead of the levels, try settings of the config at the most connections: merged requests, requests at a time, processes; says which to write, and writes nothing',
    ),
    report: text('--report <path>', 'a page of one file to write, with plots'),
    ...questionOptions,
    file: text(
      '-f, --file <path>',
      `${questionOptions.file.description}; of .jsonl and .ndjson each line is a request`,
    ),
    ...askedServerOptions,
    ...environmentOptions,
  },
  json: '{"url": url | null, "levels": [{"connections", "rate", "seconds", "answers", "requestsPerSecond", "latency": {"meanMs", "p50Ms", "p90Ms", "p99Ms", "p999Ms", "maxMs"} | null, "curve": [{"percent", "ms"}], "errors", "failures": [{"kind", "count", "message"}], "queueMs", "computeMs", "meanBatch", "senderBusy"}], "knee": {"connections", "rate"} | null, "missed": [text], "tuning": {"trials": [{"workers", "predictConcurrency", "maxBatchSize", "requestsPerSecond", "p99Ms", "errors", "meanBatch", "error"}], "write", "reasons": [text]} | null}',
  async run({ arguments: given, options, output, signal }) {
    const levels = planLevels(options);
    const { url, report, data, file, form, example, check: checks } = options;
    const tuned = options.tune ? tunedLevel(levels, options) : null;
    if (report !== null) await requireWritable({ file: report, option: '--report' });
    const caller = await readAskedServer(options, process.env);
    const project = url === null ? await openTruss(given.directory, output.warn) : null;
    const open = async () => project ?? openTruss(given.directory, output.warn);
    const requests = await chooseRequests(open, example, { data, file, form, stdin: process.stdin, signal });
    const load = { requests, checks, signal };
    const run = {
      ...prepareOptions(options, output, signal),
      workers: options.workers,
      onPrepared: () => output.progress.hint('Loading the model'),
    };
    if (project !== null && tuned !== null) {
      const tuning = await tuneTruss(project, run, { ...load, level: tuned, ...showTrials(output) });
      const findings = judgeLoad(tuning.result === null ? [] : [tuning.result], options);
      deliverTuning(tuning, findings, output);
      return outcomeOf(findings);
    }
    const bench = async (target: BenchTarget) => {
      const results = await benchServer(target, { ...load, levels, ...showLevels(levels, output) });
      const findings = judgeLoad(results, options);
      await deliverBench(findings, { url: target.modelUrl, requests, report }, output);
      return outcomeOf(findings);
    };
    return project === null ? bench(await findTarget(url ?? '', caller, signal)) : withServedTruss(project, run, bench);
  },
});

/** What the levels of a load say, and whether that is what was asked for. */
function judgeLoad(
  levels: readonly LevelResult[],
  { minRate, maxP99: maxP99Ms }: { readonly minRate: number | null; readonly maxP99: number | null },
): BenchFindings {
  return { levels, knee: findKnee(levels), missed: missedLimits(levels, { minRate, maxP99Ms }) };
}

function outcomeOf({ levels, missed }: BenchFindings): Outcome {
  return missed.length > 0 || levels.some(({ errors }) => errors > 0) ? 'failed' : undefined;
}
