// Prometheus, as it is, scraping models that name their metrics and labels as they like.
import { spawnSync } from 'node:child_process';

import { constantFrom, dictionary, sample, string } from 'fast-check';
import { expect, test } from 'vitest';

import { mergeExpositions } from '../../src/core/metrics/merge-expositions.ts';
import { findPrometheus, startPrometheus } from '../support/prometheus.ts';
import { modelEntry, serveEntries } from '../support/served-model.ts';

const MODEL = `
from prometheus_client import Counter, Gauge, Histogram, Info, Summary

Counter("told", "Told", ["model", "worker"]).labels("theirs", "them").inc()
Counter("twice", "Named as we name theirs", ["exported_model", "model"]).labels("a", "b").inc()
Info("build", "Build").info({"model": "v7", "version": "2"})
Histogram("size", "Sizes", ["model"], buckets=[1, 2]).labels('q"uoted\\\\ and {braced}, x="y"').observe(1.5)
Summary("length", "Lengths", ["worker"]).labels("zeile\\nzwei").observe(3)
Gauge("instance_of", "Labels of the scrape", ["job", "instance"]).labels("mine", "here").set(2)

class Model:
    def predict(self, body):
        return body
`;

const prometheus = await findPrometheus();

test('every series arrives, with the labels of the model beside ours', { timeout: 120_000 }, async ({ skip }) => {
  if ('reason' in prometheus) return skip(prometheus.reason);
  const entries = ['a', 'b'].map((name) => modelEntry(MODEL, { name, workers: 2 }));
  const served = await serveEntries(entries);
  await served.ready;
  const running = await startPrometheus(prometheus.program, `127.0.0.1:${served.port}`);
  expect(await running.scraped()).toBe('up');
  const [told, twice, build, size, length, scrape, ours] = await Promise.all(
    [
      'told_total{model="a",worker="0"}',
      'twice_total{model="b",worker="1"}',
      'build_info{model="a",worker="1"}',
      'size_bucket{model="a",worker="0",le="2.0"}',
      'length_sum{model="a",worker="0"}',
      'instance_of{model="a",worker="0"}',
      'truss_workers_ready{model="a"}',
    ].map(async (query) => running.query(query)),
  );
  expect(told).toMatchObject([
    { metric: { exported_model: 'theirs', exported_worker: 'them' }, value: [expect.any(Number), '1'] },
  ]);
  expect(twice).toMatchObject([{ metric: { exported_model: 'a', exported_exported_model: 'b' } }]);
  expect(build).toMatchObject([{ metric: { exported_model: 'v7', version: '2' } }]);
  expect(size).toMatchObject([{ metric: { exported_model: String.raw`q"uoted\ and {braced}, x="y"` } }]);
  expect(length).toMatchObject([{ metric: { exported_worker: 'zeile\nzwei' }, value: [expect.any(Number), '3'] }]);
  expect(scrape).toMatchObject([{ metric: { exported_job: 'mine', exported_instance: 'here' } }]);
  expect(ours).toMatchObject([{ value: [expect.any(Number), '2'] }]);
  expect(await running.query('told_total')).toHaveLength(4);
  return undefined;
});

test('no labels of a model are any that Prometheus would not read', async ({ skip }) => {
  if ('reason' in prometheus) return skip(prometheus.reason);
  const names = constantFrom(
    'model',
    'worker',
    'exported_model',
    'exported_worker',
    'exported_exported_model',
    'a',
    '_b1',
  );
  const labels = dictionary(names, string({ unit: 'binary', maxLength: 12 }));
  const samples = sample(labels, { numRuns: 500, seed: 1 });
  const text = samples.map((each, index) => `m${index}{${written(each)}} 1\n`).join('');
  const merged = mergeExpositions([{ text, labels: { model: 'a "quoted\\ name"', worker: '0' } }], new Set());
  expect(merged.split('\n').filter((line) => /^m\d+\{/.test(line))).toHaveLength(samples.length);
  const checked = spawnSync(prometheus.checker, ['check', 'metrics'], { input: merged, encoding: 'utf8' });
  // What it thinks of names is another matter (3).
  expect([0, 3], checked.stderr).toContain(checked.status);
  return undefined;
});

/** Labels as they stand in an exposition. */
function written(labels: Readonly<Record<string, string>>): string {
  const escaped = (value: string): string =>
    value
      .replaceAll('\\', '\\\\')
      .replaceAll('"', String.raw`\"`)
      .replaceAll('\n', String.raw`\n`);
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}
