// What a load has shown, when it is over: to stdout, and into a file where one is wanted.
import { availableParallelism, cpus } from 'node:os';

import { version } from '../../core/version.ts';
import type { Tuning } from '../../host/bench/tune-truss.ts';
import { renderBenchReport } from './bench-report.ts';
import type { Output } from './output.ts';
import type { BenchFindings } from './render-bench.ts';
import { renderBench } from './render-bench.ts';
import { renderTuning, tuningJson } from './render-tuning.ts';
import { shortPath } from './short-path.ts';
import { writeResult } from './write-result.ts';

/** Where the figures come from, and where a page of them goes; null: nowhere. */
export interface BenchDelivery {
  readonly url: string;
  readonly requests: readonly { readonly name: string }[];
  readonly report: string | null;
}

/**
 * Prints what a load has shown, and writes its page.
 * @throws {TrussError} `INPUT_INVALID` where that cannot be written.
 */
export async function deliverBench(findings: BenchFindings, delivery: BenchDelivery, output: Output): Promise<void> {
  const { levels, knee, missed } = findings;
  const { url, requests, report } = delivery;
  const told = knee === null ? null : { connections: knee.level.connections, rate: knee.level.rate };
  output.answer({ url, levels, knee: told, missed, tuning: null }, (styles) => renderBench(findings, styles));
  if (report === null) return;
  const names = requests.map(({ name }) => name);
  const page = renderBenchReport(findings, { url, requests: names, machine: describeMachine(), date: new Date() });
  await writeResult(page, { file: report, option: '--report' });
  output.note(({ success }) => `${success('✔')} Wrote ${shortPath(report)}`);
}

/** Prints what tuning has found; of the levels there is the one of the best setting. */
export function deliverTuning(tuning: Tuning, findings: BenchFindings, output: Output): void {
  const { levels, missed } = findings;
  output.answer({ url: null, levels, knee: null, missed, tuning: tuningJson(tuning) }, (styles) =>
    [renderTuning(tuning, styles), renderBench(findings, styles)].join('\n').trimEnd(),
  );
}

/** Figures of two machines do not compare. */
function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${availableParallelism()} cores, Node ${process.versions.node}, Truss ${version}`;
}
