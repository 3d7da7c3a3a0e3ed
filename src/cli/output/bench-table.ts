// The levels of a load as a table whose rows are printed as they come.
import type { LevelResult } from '../../core/bench/level.ts';

/** A column: its title, how wide it is, and what a level has in it. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (level: LevelResult) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'CONNECTIONS', width: 11, cell: ({ connections }) => String(connections) },
  { title: 'REQUESTS/S', width: 10, cell: ({ requestsPerSecond }) => formatRate(requestsPerSecond) },
  { title: 'P50', width: 8, cell: ({ latency }) => formatMs(latency?.p50Ms ?? null) },
  { title: 'P90', width: 8, cell: ({ latency }) => formatMs(latency?.p90Ms ?? null) },
  { title: 'P99', width: 8, cell: ({ latency }) => formatMs(latency?.p99Ms ?? null) },
  { title: 'ERRORS', width: 6, cell: ({ errors }) => String(errors) },
  { title: 'QUEUE', width: 8, cell: ({ queueMs }) => formatMs(queueMs) },
  { title: 'COMPUTE', width: 8, cell: ({ computeMs }) => formatMs(computeMs) },
  { title: 'BATCH', width: 5, cell: ({ meanBatch }) => (meanBatch === null ? '-' : meanBatch.toFixed(1)) },
];

const ASKED: Column = { title: 'ASKED/S', width: 8, cell: ({ rate }) => (rate === null ? '-' : formatRate(rate)) };

/** What stands on top. `hasRate`: requests are sent at a rate. */
export function benchHeading(hasRate: boolean): string {
  return row(hasRate, ({ title }) => title);
}

/** The line of a level. */
export function benchRow(level: LevelResult): string {
  return row(level.rate !== null, ({ cell }) => cell(level));
}

/** The titles of the columns alone. */
export function benchTitles(hasRate: boolean): readonly string[] {
  return columnsFor(hasRate).map(({ title }) => title);
}

/** What a level has in them. */
export function benchCells(level: LevelResult): readonly string[] {
  return columnsFor(level.rate !== null).map(({ cell }) => cell(level));
}

function row(hasRate: boolean, cell: (column: Column) => string): string {
  return columnsFor(hasRate)
    .map((column) => cell(column).padStart(column.width))
    .join('  ');
}

function columnsFor(hasRate: boolean): readonly Column[] {
  return hasRate ? [ASKED, ...COLUMNS] : COLUMNS;
}

/** Requests a second, with as many digits as mean something. */
export function formatRate(perSecond: number): string {
  return perSecond < 100 ? String(Number(perSecond.toFixed(1))) : Math.round(perSecond).toLocaleString('en-US');
}

/** A length of time, with three digits; `-` for null. */
export function formatMs(ms: number | null): string {
  if (ms === null) return '-';
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}
