// A load as a page of one file: its figures as plots and as the table that the terminal has. It loads nothing from elsewhere.
import type { LevelResult } from '../../core/bench/level.ts';
import { benchCells, benchTitles, formatMs, formatRate } from './bench-table.ts';
import { describeKnee } from './render-bench.ts';
import type { BenchFindings } from './render-bench.ts';
import type { Plot } from './svg-plot.ts';
import { escapeHtml, renderPlot } from './svg-plot.ts';

/** Where the figures come from: without it they say little. */
export interface BenchOrigin {
  readonly url: string;
  /** The names of what was sent. */
  readonly requests: readonly string[];
  readonly machine: string;
  readonly date: Date;
}

/** The whole page. */
export function renderBenchReport(findings: BenchFindings, origin: BenchOrigin): string {
  const title = `Load on ${origin.url}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(`${origin.date.toISOString()} · ${origin.machine} · sent in turn: ${shownRequests(origin.requests)}`)}</p>
${renderFindings(findings)}
${plotsOf(findings).map(renderPlot).join('\n')}
${renderLevels(findings.levels)}
</body>
</html>
`;
}

/** More names than these say less. */
const MAX_REQUESTS = 10;

function shownRequests(names: readonly string[]): string {
  const more = names.length - MAX_REQUESTS;
  return names.slice(0, MAX_REQUESTS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function renderFindings({ levels, knee, missed }: BenchFindings): string {
  const failures = levels.flatMap(({ failures: each }) =>
    each.map(({ kind, count, message }) => `${count} × ${kind}: ${message}`),
  );
  const lines = [
    ...(knee === null ? [] : [`<p><strong>Knee</strong>: ${escapeHtml(describeKnee(knee))}</p>`]),
    ...[...missed, ...failures].map((sentence) => `<p class="wrong">${escapeHtml(sentence)}</p>`),
  ];
  return lines.join('\n');
}

function plotsOf({ levels, knee }: BenchFindings): readonly Plot[] {
  const isOfRates = levels.some(({ rate }) => rate !== null);
  const across = isOfRates ? 'requests a second that were sent' : 'connections';
  const steps = levels.map(({ connections, rate }) => (rate === null ? String(connections) : formatRate(rate)));
  const marked = knee === null || knee.isOpen ? null : levels.indexOf(knee.level);
  const latency = (['p50Ms', 'p90Ms', 'p99Ms'] as const).map((name) => {
    return { label: name.replace('Ms', ''), values: levels.map((level) => level.latency?.[name] ?? null) };
  });
  const percents = levels.find(({ curve }) => curve.length > 0)?.curve.map(({ percent }) => percent) ?? [];
  const curves = levels.map(({ curve }, index) => ({ label: steps[index] ?? '', values: curve.map(({ ms }) => ms) }));
  const rates = levels.map(({ requestsPerSecond }) => requestsPerSecond);
  return [
    {
      title: 'Answers a second',
      across,
      steps,
      marked,
      scale: 'linear',
      format: formatRate,
      lines: [{ label: 'answers a second', values: rates }],
    },
    { title: 'How long answers took', across, steps, marked, scale: 'log', format: formatMs, lines: latency },
    {
      title: `How long so many percent took at most, by ${across}`,
      across: 'percent of the answers',
      steps: percents.map(String),
      marked: null,
      scale: 'log',
      format: formatMs,
      lines: curves,
    },
  ];
}

function renderLevels(levels: readonly LevelResult[]): string {
  const isOfRates = levels.some(({ rate }) => rate !== null);
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const rows = [row(benchTitles(isOfRates), 'th'), ...levels.map((level) => row(benchCells(level), 'td'))];
  return `<table>\n${rows.join('\n')}\n</table>`;
}

const COLOURS = ['#0b6fc2', '#c2410b', '#0b8a4b', '#8a3fc2', '#b08800', '#c20b6f', '#4b6b6b', '#6b4b2b'];

const STYLE = `
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.3rem; overflow-wrap: anywhere }
figure { margin: 2rem 0 }
figcaption { font-weight: 600 }
svg { width: 100%; height: auto }
svg text { font-size: 11px; fill: currentColor }
.grid { stroke: currentColor; opacity: .15 }
.mark { stroke: currentColor; stroke-dasharray: 4 3; opacity: .6 }
polyline { fill: none; stroke-width: 2; stroke: currentColor }
circle { fill: currentColor }
.key { font-weight: 400; margin-left: .8em }
table { border-collapse: collapse; font-size: 13px; width: 100% }
th, td { text-align: right; padding: .2rem .4rem; font-variant-numeric: tabular-nums; white-space: nowrap }
th { border-bottom: 1px solid }
.wrong { color: #c2200b }
${COLOURS.map((colour, index) => `.line-${index} { color: ${colour} }`).join('\n')}
`;
