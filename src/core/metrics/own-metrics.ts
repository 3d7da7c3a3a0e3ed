// What the workers of an entry have told of the model's own metrics (specs/wire-protocol.md, 3.9), added up and kept: a worker that ends
// takes nothing of it along.

import { escapeLabel } from './labels.ts';

/** What a worker tells of one metric. */
interface ToldFamily {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds, of a histogram. */
  readonly buckets: readonly number[];
  readonly series: readonly (readonly [labels: readonly string[], change: unknown])[];
}

/** A histogram's sum, and the count of each bucket alone. */
interface Distribution {
  sum: number;
  readonly counts: number[];
}

/** A metric, and its series by the values of their labels, as JSON. */
interface Family extends Omit<ToldFamily, 'series'> {
  readonly counters: Map<string, number>;
  readonly distributions: Map<string, Distribution>;
  /** By the worker that has them. */
  readonly gauges: Map<object, Map<string, number>>;
}

/** A worker has a bound of its own; this one holds where each that follows counts others. */
const MAX_SERIES = 10_000;

const NUMBERS: Readonly<Record<string, number>> = { NaN, '+Inf': Infinity, '-Inf': -Infinity };

/** The metrics of one entry's model. */
export class OwnMetrics {
  readonly #families = new Map<string, Family>();
  readonly #maxSeries: number;
  #series = 0;

  constructor(maxSeries = MAX_SERIES) {
    this.#maxSeries = maxSeries;
  }

  /**
   * Adds what a worker has told.
   *
   * @param worker stands for the process, whose gauges go with it
   * @throws {RangeError} where it is not of the protocol
   */
  take(worker: object, told: unknown): void {
    if (!Array.isArray(told)) throw new RangeError('metrics that are no array');
    for (const family of told) {
      if (!isFamily(family)) throw new RangeError('a metric of another shape than the protocol has');
      const known = this.#familyOf(family);
      for (const [labels, change] of family.series) this.#add(known, worker, { key: JSON.stringify(labels), change });
    }
  }

  /** The worker is gone: of what it had at that moment nothing is left. */
  forget(worker: object): void {
    for (const { gauges } of this.#families.values()) {
      this.#series -= gauges.get(worker)?.size ?? 0;
      gauges.delete(worker);
    }
  }

  /**
   * Everything in Prometheus' text format; empty where there is nothing.
   *
   * @param workers those that run now, with what their gauges are told apart by
   */
  render(workers: ReadonlyMap<object, string>): string {
    const families = [...this.#families.values()].map((family) => renderFamily(family, workers));
    return families.flat().join('');
  }

  #familyOf({ name, kind, help, labels, buckets }: ToldFamily): Family {
    const known = this.#families.get(name);
    if (known !== undefined && isSame(known, { kind, labels, buckets })) return known;
    // Edited code may have another metric of this name: what the former one had counted cannot be added to.
    if (known !== undefined) this.#series -= sizeOf(known);
    const family: Family = {
      name,
      kind,
      help,
      labels,
      buckets,
      counters: new Map(),
      distributions: new Map(),
      gauges: new Map(),
    };
    this.#families.set(name, family);
    return family;
  }

  #add(family: Family, worker: object, { key, change }: { readonly key: string; readonly change: unknown }): void {
    const { kind, counters, distributions, buckets } = family;
    switch (kind) {
      case 'counter':
        if (this.#hasRoom(counters, key)) counters.set(key, (counters.get(key) ?? 0) + toNumber(change));
        return;
      case 'gauge': {
        const gauges = family.gauges.get(worker) ?? new Map<string, number>();
        if (this.#hasRoom(gauges, key)) family.gauges.set(worker, gauges.set(key, toNumber(change)));
        return;
      }
      case 'histogram': {
        if (!this.#hasRoom(distributions, key)) return;
        const [sum, counts] = toDistribution(change, buckets.length + 1);
        const so = distributions.get(key) ?? { sum: 0, counts: counts.map(() => 0) };
        so.sum += sum;
        for (const [index, count] of counts.entries()) so.counts[index] = (so.counts[index] ?? 0) + count;
        distributions.set(key, so);
      }
    }
  }

  #hasRoom(series: ReadonlyMap<string, unknown>, key: string): boolean {
    if (series.has(key)) return true;
    if (this.#series >= this.#maxSeries) return false;
    this.#series += 1;
    return true;
  }
}

function renderFamily(family: Family, workers: ReadonlyMap<object, string>): string[] {
  const { name, kind, help } = family;
  const samples = renderSamples(family, workers);
  if (samples.length === 0) return [];
  return [`# HELP ${name} ${escapeHelp(help)}\n`, `# TYPE ${name} ${kind}\n`, ...samples];
}

function renderSamples(family: Family, workers: ReadonlyMap<object, string>): string[] {
  const { name, labels, buckets, counters, distributions, gauges } = family;
  const lines = [...counters].map(([key, value]) => sampleLine(name, labelPairs(labels, key), value));
  for (const [worker, number] of workers) {
    for (const [key, value] of gauges.get(worker) ?? []) {
      lines.push(sampleLine(name, [...labelPairs(labels, key), ['worker', number]], value));
    }
  }
  for (const [key, { sum, counts }] of distributions) {
    const own = labelPairs(labels, key);
    let below = 0;
    for (const [index, count] of counts.entries()) {
      below += count;
      const bound = index < buckets.length ? String(buckets[index]) : '+Inf';
      lines.push(sampleLine(`${name}_bucket`, [...own, ['le', bound]], below));
    }
    lines.push(sampleLine(`${name}_sum`, own, sum), sampleLine(`${name}_count`, own, below));
  }
  return lines;
}

type LabelPairs = readonly (readonly [name: string, value: string])[];

function labelPairs(names: readonly string[], key: string): LabelPairs {
  const values: readonly string[] = JSON.parse(key);
  return names.map((name, index) => [name, values[index] ?? '']);
}

function sampleLine(name: string, labels: LabelPairs, value: number): string {
  const text = labels.map(([label, of]) => `${label}="${escapeLabel(of)}"`).join(',');
  return `${name}${text === '' ? '' : `{${text}}`} ${numberText(value)}\n`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
}

function isSame(known: Family, { kind, labels, buckets }: Pick<ToldFamily, 'kind' | 'labels' | 'buckets'>): boolean {
  return JSON.stringify([known.kind, known.labels, known.buckets]) === JSON.stringify([kind, labels, buckets]);
}

function sizeOf({ counters, distributions, gauges }: Family): number {
  return [...gauges.values()].reduce((sum, { size }) => sum + size, counters.size + distributions.size);
}

function isFamily(value: unknown): value is ToldFamily {
  if (typeof value !== 'object' || value === null) return false;
  const { name, kind, help, labels, buckets, series } = value as Partial<Record<keyof ToldFamily, unknown>>;
  const isKind = kind === 'counter' || kind === 'gauge' || kind === 'histogram';
  const areArrays = Array.isArray(labels) && Array.isArray(buckets) && Array.isArray(series);
  return typeof name === 'string' && typeof help === 'string' && isKind && areArrays && series.every(isSeries);
}

function isSeries(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && Array.isArray(value[0]);
}

function toNumber(value: unknown): number {
  const number = typeof value === 'string' ? NUMBERS[value] : value;
  if (typeof number !== 'number') throw new RangeError('a value of a metric that is no number');
  return number;
}

function toDistribution(value: unknown, length: number): [sum: number, counts: number[]] {
  if (!Array.isArray(value) || !Array.isArray(value[1]) || value[1].length !== length) {
    throw new RangeError('a change of a histogram of another shape than its buckets');
  }
  return [toNumber(value[0]), value[1].map(toNumber)];
}
