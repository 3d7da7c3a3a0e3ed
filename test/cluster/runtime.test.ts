// One image for many models, as KServe starts it: the truss lies where KServe has put it, read-only, and an argument says its name.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { makePlan } from '../../src/core/deploy/make-plan.ts';
import { renderTarget } from '../../src/core/deploy/targets.ts';
import { configOf } from '../deploy/trusses.ts';
import { ClusterBench } from './support/cluster-bench.ts';
import { hasCluster } from './support/cluster-place.ts';
import { versionTruss } from './support/version-truss.ts';

type Container = Readonly<Record<string, unknown>> & {
  readonly args: readonly string[];
  readonly volumeMounts: readonly object[];
};

describe.skipIf(!hasCluster)('the image of a truss as a runtime of KServe', () => {
  const bench = new ClusterBench();
  const models = { name: 'models', mountPath: '/mnt/models' };

  beforeAll(async () => {
    await bench.open();
    bench.scenario.write(versionTruss('base', 'one'));
    bench.scenario.write(versionTruss('other', 'fetched'));
  });
  afterAll(() => bench.close());

  it('serves another truss out of a read-only /mnt/models, under the name that it is given', async () => {
    const words = ['base', '--namespace', bench.namespace, '--registry', bench.registry, '--json'];
    const deployed = await bench.deploy(...words);
    expect(deployed.code, deployed.stderr).toBe(0);
    const { deployments } = JSON.parse(deployed.stdout) as { deployments: readonly [{ readonly image: string }] };
    const [{ image }] = deployments;
    const config = configOf('deploy: {kserve: {storage: "pvc://models/other"}}\n');
    const [runtime] = renderTarget('kserve', [makePlan({ model: 'other', config, stage: null, image })]);
    if (runtime === undefined) throw new Error('There is no runtime.');
    const { containers } = runtime.spec as { readonly containers: readonly [Container] };
    const [{ args, volumeMounts, ...container }] = containers;
    // What KServe's own initializer does: it puts the files there, as root, and leaves.
    const files = versionTruss('other', 'fetched');
    const data = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replaceAll('/', '.'), text]));
    await bench.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' }, data });
    const items = Object.keys(files).map((path) => ({
      key: path.replaceAll('/', '.'),
      path: path.replace('other/', ''),
    }));
    await bench.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'other', labels: { app: 'other' } },
      spec: {
        containers: [
          {
            ...container,
            args: args.map((arg) => arg.replace('{{.Name}}', 'other')),
            volumeMounts: [...volumeMounts, { ...models, readOnly: true }],
          },
        ],
        volumes: [
          { name: 'tmp', emptyDir: {} },
          { name: 'models', configMap: { name: 'other', items } },
        ],
      },
    });
    await bench.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'other' },
      spec: { selector: { app: 'other' }, ports: [{ port: 80, targetPort: 8080 }] },
    });
    await bench.kubectl('wait', '--for=condition=Ready', 'pod/other', '--timeout', '240s');
    const answer = await bench.ask('other', '/v1/models/other:predict', { inputs: [[1, 2]], tell: true });
    expect(answer).toMatchObject({ status: 200, body: { version: 'fetched' } });
    expect((await bench.ask('other', '/v2/models/other/ready')).status).toBe(200);
  });
});
