// The dashboard asks a real Prometheus for nothing that a server does not have.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { findPrometheus, startPrometheus } from '../support/prometheus.ts';
import { modelEntry, serveEntries } from '../support/served-model.ts';
import type { ServedModel } from '../support/served-model.ts';

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const FILE = path.resolve(import.meta.dirname, '../../docs/grafana/truss.json');
const { panels, templating } = JSON.parse(readFileSync(FILE, 'utf8')) as Dashboard;
const targets = panels.flatMap(({ title, targets: lines = [] }) => lines.map((line) => ({ title, ...line })));

/** A model that merges requests, fails where it is told to, and takes its time. */
const MODEL = `
import time

class Model:
    def predict_batch(self, requests):
        if {"slow": True} in requests:
            time.sleep(0.3)
        return [1 / request.get("by", 1) for request in requests]
`;

const found = await findPrometheus();

/** What Grafana fills in. */
function filled(query: string): string {
  return query.replaceAll('$model', '.+').replaceAll('$__rate_interval', '1m');
}

/** Has everything happen that a server counts. */
async function keepBusy(served: ServedModel): Promise<void> {
  const unknown = `${served.url}/v1/models/nobody:predict`;
  await Promise.all([
    ...Array.from({ length: 8 }, async () => served.predict({ by: 2 })),
    served.predict({ by: 0 }),
    served.predict({ slow: true }, { headers: { 'x-request-timeout-ms': '20' } }),
    fetch(unknown, { method: 'POST', body: '{}' }),
  ]);
}

/** The names of the labels that a query and what its lines are called speak of. */
function labelsIn({ expr, legendFormat }: { readonly expr: string; readonly legendFormat: string }): string[] {
  return [
    ...[...expr.matchAll(/(\w+)=~?"/g)].map(([, label = '']) => label),
    ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',').map((label) => label.trim())),
    ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label),
  ];
}

test('every query finds something, of metrics and labels that there are', { timeout: 300_000 }, async ({ skip }) => {
  if ('reason' in found) return skip(found.reason);
  const runtime = { batching: { max_batch_size: 4, max_wait_ms: null } };
  const served = await serveEntries([modelEntry(MODEL, { runtime })]);
  await served.ready;
  const prometheus = await startPrometheus(found.program, `127.0.0.1:${served.port}`);
  expect(await prometheus.scraped()).toBe('up');
  const missing = new Set(targets.map(({ expr }) => expr));
  const look = async (): Promise<readonly string[]> => {
    // Again and again: a rate needs a counter before and after.
    await keepBusy(served);
    for (const expr of missing) {
      const series = await prometheus.query(filled(expr));
      if (series.some(({ value: [, value] }) => value !== 'NaN')) missing.delete(expr);
    }
    return [...missing];
  };
  await expect.poll(look, { timeout: 240_000, interval: 500 }).toEqual([]);
  for (const target of targets) {
    const metrics = [...target.expr.matchAll(/\btruss_\w+/g)].map(([metric]) => metric);
    const labels = new Set((await Promise.all(metrics.map(async (metric) => prometheus.labels(metric)))).flat());
    for (const label of labelsIn(target)) expect(labels, `${target.title}: ${target.expr}`).toContain(label);
  }
  expect(await prometheus.labels('truss_workers')).toContain('model');
  return undefined;
});

test('whoever looks chooses the models, and no panel lies on another', () => {
  expect(templating.list.map(({ definition }) => definition)).toContain('label_values(truss_workers, model)');
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
});
