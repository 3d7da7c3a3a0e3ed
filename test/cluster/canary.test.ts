// A version that is tried beside the one that answers, taken for good, and away.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ClusterBench } from './support/cluster-bench.ts';
import { hasCluster } from './support/cluster-place.ts';
import { versionTruss } from './support/version-truss.ts';

describe.skipIf(!hasCluster)('a canary', () => {
  const bench = new ClusterBench();
  const place = ['--namespace', bench.namespace];
  const deploy = (...more: readonly string[]) => bench.deploy('try', ...place, '--registry', bench.registry, ...more);
  const versionOf = async (service: string): Promise<unknown> =>
    (await bench.ask(service, '/v1/models/try:predict', { inputs: [[1, 2]], tell: true })).body;

  beforeAll(async () => {
    await bench.open();
    bench.scenario.write(versionTruss('try', 'one'));
  });
  afterAll(() => bench.close());

  it('needs a version that answers', async () => {
    const { code, stderr } = await deploy('--canary');
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no try in namespace')]);
    const first = await deploy();
    expect(first.code, first.stderr).toBe(0);
  });

  it('answers beside it, which stays as it is, and goes away without a trace', async () => {
    const before = await bench.kubectl('get', 'deployment', 'try', '--output', 'jsonpath={.metadata.generation}');
    bench.scenario.write(versionTruss('try', 'two'));
    const { code, stdout, stderr } = await deploy('--canary');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('try-canary answers');
    expect([await versionOf('try'), await versionOf('try-canary')]).toMatchObject([
      { version: 'one' },
      { version: 'two' },
    ]);
    expect((await bench.deploy('status', 'try-canary', ...place)).code).toBe(0);
    expect((await bench.deploy('status', 'try', ...place)).code).toBe(0);
    const aborted = await bench.deploy('abort', 'try', ...place);
    expect(aborted.code, aborted.stderr).toBe(0);
    const now = await bench.kubectl('get', 'deployment', 'try', '--output', 'jsonpath={.metadata.generation}');
    expect([now, await bench.kubectl('get', 'deployments', '--output', 'name')]).toEqual([
      before,
      'deployment.apps/try',
    ]);
    const again = await bench.deploy('promote', 'try', ...place);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('No second version of try is tried')]);
  });

  it('is taken for good', async () => {
    const { code, stderr } = await deploy('--canary');
    expect(code, stderr).toBe(0);
    const promoted = await bench.deploy('promote', 'try', ...place);
    expect(promoted.code, promoted.stderr).toBe(0);
    // A Service may lead to a pod that is to end for a moment more, which still answers.
    await expect.poll(() => versionOf('try')).toMatchObject({ version: 'two' });
    expect(await bench.kubectl('get', 'deployments,services', '--output', 'name')).toBe(
      'deployment.apps/try\nservice/try',
    );
    // Deployed as it is it makes no new pods.
    const same = await deploy('--diff');
    expect([same.code, same.stdout]).toEqual([0, expect.not.stringContaining('Deployment')]);
  });
});
