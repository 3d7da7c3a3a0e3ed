// The table: ratios of neighbours in time, ours by theirs, of what each line compares.
import { median, medianInterval } from '../measure/statistics.ts';
import type { Measured, Sample } from './measure-workload.ts';
import { middle } from './measure-workload.ts';
import type { ServerName } from './servers.ts';
import type { Kind, Workload } from './workloads.ts';

/** A workload with what was measured of it. */
export interface Line {
  readonly workload: Workload;
  readonly measured: Measured;
}

/** What the number of a server is. */
const UNITS: Readonly<Record<Kind, string>> = {
  throughput: 'requests/s',
  latency: 'ms',
  grpc: 'calls/s',
  stream: 'items/s',
  start: 'ms',
  memory: 'MB',
};

const OURS: ServerName = 'truss';

/** Markdown: for each workload our own figure and, for each peer, how many times as much ours is; below it the same of the processors. */
export function renderReport(lines: readonly Line[]): string {
  const peers = peersOf(lines);
  const cpu = lines.filter(({ workload }) => workload.kind !== 'memory' && workload.kind !== 'start');
  return [
    table(
      ['workload', 'Truss', ...peers],
      lines.map((line) => valueRow(line, peers)),
    ),
    'Time of the processors for each request or item, ours by theirs:',
    table(
      ['workload', 'Truss', ...peers],
      cpu.map((line) => cpuRow(line, peers)),
    ),
    ...lines.flatMap(({ workload, measured }) => failures(workload, measured)),
  ].join('\n\n');
}

function peersOf(lines: readonly Line[]): ServerName[] {
  const names = lines.flatMap(({ measured }) => [...measured.keys()]);
  return [...new Set(names)].filter((name) => name !== OURS);
}

function valueRow({ workload, measured }: Line, peers: readonly ServerName[]): string[] {
  const ours = samplesOf(measured, OURS);
  const first = workload.kind === 'stream' && ours.length > 0 ? `, first after ${short(middle(ours, 'p50Ms'))} ms` : '';
  const own = ours.length === 0 ? '–' : `${short(middle(ours, 'value'))} ${UNITS[workload.kind]}${first}`;
  return [workload.name, own, ...peers.map((peer) => ratio(ours, samplesOf(measured, peer), 'value'))];
}

function cpuRow({ workload, measured }: Line, peers: readonly ServerName[]): string[] {
  const ours = samplesOf(measured, OURS);
  const own = ours.length === 0 ? '–' : `${short(middle(ours, 'cpuMs') * 1000)} µs`;
  return [workload.name, own, ...peers.map((peer) => ratio(ours, samplesOf(measured, peer), 'cpuMs'))];
}

/** The median of the ratios of the rounds, and between what the true one lies at 95 %. */
function ratio(ours: readonly Sample[], theirs: readonly Sample[], of: keyof Sample): string {
  const ratios = ours.slice(0, theirs.length).map((sample, round) => sample[of] / (theirs[round]?.[of] ?? Number.NaN));
  if (ratios.length === 0 || ratios.some(Number.isNaN)) return '–';
  const [low, high] = medianInterval(ratios);
  const range = Number.isFinite(low) ? ` (${short(low)} to ${short(high)})` : '';
  return `${short(median(ratios))}×${range}`;
}

function samplesOf(measured: Measured, name: ServerName): readonly Sample[] {
  const samples = measured.get(name) ?? [];
  return typeof samples === 'string' ? [] : samples;
}

function failures({ name }: Workload, measured: Measured): string[] {
  return [...measured].flatMap(([server, samples]) =>
    typeof samples === 'string' ? [`${server} could not be measured at "${name}": ${samples}`] : [],
  );
}

/** Three digits, as far as they say something. */
function short(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
