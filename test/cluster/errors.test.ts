// What a cluster refuses, and what is said then.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ClusterBench } from './support/cluster-bench.ts';
import { hasCluster } from './support/cluster-place.ts';
import { versionTruss } from './support/version-truss.ts';

describe.skipIf(!hasCluster)('a cluster that refuses', () => {
  const bench = new ClusterBench();
  const place = ['--namespace', bench.namespace];
  const image = ['--image', `127.0.0.1:1/nowhere/iris:1`];

  beforeAll(async () => {
    await bench.open();
    bench.scenario.write(versionTruss('iris', 'one'));
  });
  afterAll(() => bench.close());

  it.each([
    ['does not run', 'gone', 'The cluster of gone (https://10.213.0.1:6444) does not answer'],
    [
      'does not know the user',
      'stranger',
      'The cluster of stranger (https://10.213.0.1:6443) does not know who you are',
    ],
    ['allows the user nothing', 'guest', 'guest may not list deployments.apps in namespace '],
  ])('because it %s says so', async (_, context, message) => {
    const { code, stderr } = await bench.deploy('iris', ...place, ...image, '--context', context);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it('asks before it touches what looks like production, and nobody without a terminal', async () => {
    const words = ['iris', ...place, ...image, '--context', 'production-eu'];
    const { code, stderr } = await bench.deploy(...words);
    expect([code, stderr]).toEqual([1, expect.stringContaining('nobody can be asked')]);
    expect(await bench.kubectl('get', 'deployments', '--output', 'name')).toBe('');
  });

  it('has no namespace of that name', async () => {
    const { code, stderr } = await bench.deploy('iris', ...image, '--namespace', 'nowhere');
    expect([code, stderr]).toEqual([1, expect.stringContaining('test has no namespace nowhere.')]);
  });

  it('finds what cannot be before anything is applied', async () => {
    // No schema says how long all annotations may be together.
    const deploy = `{annotations: {owner: ${'x'.repeat(300_000)}}}`;
    bench.scenario.write(versionTruss('odd', 'one', { deploy }));
    const { code, stderr } = await bench.deploy('odd', ...place, ...image);
    expect([code, stderr]).toEqual([1, expect.stringContaining('does not take what would be applied')]);
    expect(await bench.kubectl('get', 'deployments,services', '--output', 'name')).toBe('');
  });

  it('cannot pull the image: the events say why', async () => {
    const { code, stderr } = await bench.deploy('iris', ...place, ...image);
    expect(code).toBe(1);
    expect(stderr).toContain('The nodes cannot have the image');
    expect(stderr).toMatch(/Events of iris-\S+:\n +Failed.*127\.0\.0\.1:1\/nowhere\/iris:1/);
    await bench.deploy('delete', 'iris', ...place);
  });

  it('has a quota that the pods would break', async () => {
    await bench.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'small' },
      spec: { hard: { 'requests.memory': '64Mi' } },
    });
    const { code, stderr } = await bench.deploy('iris', ...place, ...image);
    expect([code, stderr]).toEqual([1, expect.stringContaining('exceeded quota: small')]);
    expect(stderr).toContain('A quota of the cluster does not allow it');
    await bench.deploy('delete', 'iris', ...place);
    await bench.kubectl('delete', 'resourcequota', 'small');
  });
});
