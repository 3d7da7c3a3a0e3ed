// Replicas that follow the load, by the processors that it takes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ClusterBench } from './support/cluster-bench.ts';
import { hasCluster } from './support/cluster-place.ts';
import { versionTruss } from './support/version-truss.ts';

describe.skipIf(!hasCluster)('replicas that follow the load', () => {
  const bench = new ClusterBench();
  const place = ['--namespace', bench.namespace];
  const wanted = () => bench.kubectl('get', 'deployment', 'hot', '--output', 'jsonpath={.spec.replicas}');

  const deploy = async (fields: string): Promise<void> => {
    bench.scenario.write(versionTruss('hot', 'one', { deploy: fields }));
    const { code, stderr } = await bench.deploy('hot', ...place, '--registry', bench.registry);
    expect(code, stderr).toBe(0);
  };

  beforeAll(async () => {
    await bench.open();
    await deploy('{replicas: 2}');
  });
  afterAll(() => bench.close());

  it('stay as many as they are when their number follows the load from now on', async () => {
    await deploy('{replicas: {min: 1, max: 2}}');
    // The autoscaler itself looks for minutes before it takes one away.
    expect(await wanted()).toBe('2');
    await deploy('{replicas: {min: 1, max: 2}}');
    expect(await wanted()).toBe('2');
  });

  it('are more under load, and fewer without', async () => {
    const patience = { spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 5 } } } };
    await bench.kubectl('patch', 'hpa', 'hot', '--type', 'merge', '--patch', JSON.stringify(patience));
    await expect.poll(wanted).toBe('1');
    const burning = { stop: false };
    const burn = async (): Promise<void> => {
      while (!burning.stop) await bench.ask('hot', '/v1/models/hot:predict', { inputs: [[1, 2]], burn: 0.5 });
    };
    const burnt = burn();
    await expect.poll(wanted).toBe('2');
    burning.stop = true;
    await burnt;
    await expect.poll(wanted).toBe('1');
  });

  it('are not set by hand', async () => {
    const { code, stderr } = await bench.deploy('scale', 'hot', ...place, '--replicas', '2');
    expect([code, stderr]).toEqual([1, expect.stringContaining('follow the load')]);
  });

  it('are fixed again where the config says so, and nothing scales them any more', async () => {
    await deploy('{replicas: 2}');
    expect(await wanted()).toBe('2');
    expect(await bench.kubectl('get', 'hpa', '--output', 'name')).toBe('');
    const same = await bench.deploy('hot', ...place, '--registry', bench.registry, '--diff');
    expect([same.code, same.stdout]).toEqual([0, 'Nothing would change.\n']);
  });
});
