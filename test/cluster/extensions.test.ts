// What is asked for of KServe, KEDA, the Gateway API and Prometheus' operator, held by an API server that has their definitions: with all
// rules of them, also those that no schema says. Nobody acts on it here.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CRDS } from '../support/cluster-definitions.ts';
import { ClusterBench } from './support/cluster-bench.ts';
import { hasCluster } from './support/cluster-place.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const golden = join(root, 'test/deploy/golden');
const examples = join(root, 'examples');

const TRY = ['apply', '--server-side', '--validate=strict', '--dry-run=server', '--filename'];

const ROUTE = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'odd' },
  // A rule of the Gateway API that is no schema: a path begins with a slash.
  spec: { rules: [{ matches: [{ path: { type: 'PathPrefix', value: 'odd' } }] }] },
};

/** Until an API server has looked at a definition that has no state at all, which `kubectl wait` takes for an error. */
async function established(bench: ClusterBench, file: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await bench.kubectl('wait', '--for=condition=Established', '--filename', file);
      return;
    } catch (error) {
      if (tries === 150) throw error;
      await sleep(200);
    }
  }
}

describe.skipIf(!hasCluster)('a cluster with extensions', () => {
  const bench = new ClusterBench();

  beforeAll(async () => {
    await bench.open();
    await bench.kubectl('create', 'namespace', 'ml').catch(() => '');
    for (const [module, files] of CRDS) {
      const { stdout } = await run('go', ['mod', 'download', '-json', module], { cwd: '/' });
      const { Dir: directory } = JSON.parse(stdout) as { readonly Dir: string };
      for (const file of files) {
        await bench.kubectl('apply', '--server-side', '--filename', join(directory, file));
        await established(bench, join(directory, file));
      }
    }
  });
  afterAll(async () => {
    for (const group of ['serving.kserve.io', 'keda.sh', 'gateway.networking.k8s.io', 'monitoring.coreos.com']) {
      const names = (await bench.kubectl('get', 'crds', '--output', 'name')).split('\n');
      const own = names.filter((name) => name.endsWith(`.${group}`));
      if (own.length > 0) await bench.kubectl('delete', ...own);
    }
    await bench.kubectl('delete', 'namespace', 'ml', '--wait=false');
    await bench.close();
  });

  it('knows rules that are in no schema', async () => {
    await expect(bench.apply(ROUTE)).rejects.toThrow(/value must start with|is invalid/);
  });

  it.each(readdirSync(golden).filter((file) => !file.startsWith('compose-')))('takes %s', async (file) => {
    // What says its namespace is tried there.
    const elsewhere = readFileSync(join(golden, file), 'utf8').includes('namespace: ml\n') ? ['--namespace', 'ml'] : [];
    expect(await bench.kubectl(...elsewhere, ...TRY, join(golden, file))).toMatch(/server dry run/);
  });

  it.each(['kubernetes', 'kserve'])('takes every example for %s', async (target) => {
    // Linters leave folders of their own among them.
    const all = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'config.yaml')));
    for (const name of all) {
      const output = join(bench.scenario.directory, target, name);
      const words = ['render', join(examples, name), '--image', 'r/x:1', '--target', target, '--output', output];
      const rendered = await bench.deploy(...words);
      expect(rendered.code, rendered.stderr).toBe(0);
      expect(await bench.kubectl(...TRY, output), name).toMatch(/server dry run/);
    }
  });
});
