// What clients see of changes: of a new version, of one that cannot start, of a node that is emptied, of processes that die.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ClusterBench } from './support/cluster-bench.ts';
import { hasCluster } from './support/cluster-place.ts';
import { versionTruss } from './support/version-truss.ts';

/** At this pace 2,000 requests take longer than a rollout of two pods. */
const LOAD = { requests: 2000, connections: 8, pauseMs: 120 };

/** On one channel of gRPC, beside them. */
const CALLS = 250;

describe.skipIf(!hasCluster)('a deployment under load', () => {
  const bench = new ClusterBench();
  const place = ['--namespace', bench.namespace];
  const deploy = (...more: readonly string[]) =>
    bench.deploy('busy', ...place, '--registry', bench.registry, '--replicas', '2', ...more);
  const pods = async (): Promise<readonly string[]> =>
    (await bench.kubectl('get', 'pods', '--output', 'name')).split('\n');

  beforeAll(async () => {
    await bench.open();
    bench.scenario.write(versionTruss('busy', 'one'));
    const { code, stderr } = await deploy();
    expect(code, stderr).toBe(0);
  });
  afterAll(() => bench.close());

  it('loses none of 2,000 requests to a new version', async () => {
    bench.scenario.write(versionTruss('busy', 'two'));
    // Made beforehand, so that the load meets the rollout and not the build.
    const built = await bench.scenario.run(['image', 'build', 'busy', '--json'], { env: bench.environment });
    expect(built.code, built.stderr).toBe(0);
    const loaded = bench.load('busy', LOAD);
    const called = bench.grpc('busy', CALLS, LOAD.pauseMs);
    const { code, stderr } = await deploy();
    expect(code, stderr).toBe(0);
    const outcome = await loaded;
    expect(outcome).toMatchObject({ answered: LOAD.requests, failures: {} });
    expect(new Set(await called)).toEqual(new Set(['ok predictions']));
    expect(outcome.versions).toMatchObject({ one: expect.any(Number) as number, two: expect.any(Number) as number });
  });

  it('keeps the former version where the new one cannot start, says why, and goes back', async () => {
    bench.scenario.write(versionTruss('busy', 'broken'));
    const { code, stderr } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain('The new version does not get ready');
    expect(stderr).toMatch(/said last:[\s\S]*the weights are not what they should be/);
    expect(stderr).toContain('The former version still answers.');
    expect((await bench.ask('busy', '/v1/models/busy:predict', { inputs: [[1, 2]], tell: true })).body).toMatchObject({
      version: 'two',
    });
    const status = await bench.deploy('status', 'busy', ...place);
    expect(status.code).toBe(1);
    const back = await bench.deploy('rollback', 'busy', ...place);
    expect([back.code, back.stdout], back.stderr).toEqual([
      0,
      expect.stringContaining('busy is as in version 2 again'),
    ]);
    expect((await bench.deploy('status', 'busy', ...place)).code).toBe(0);
    expect(await pods()).toHaveLength(2);
  });

  it('is heard while it goes on, each pod once and those that come, too', async () => {
    const logs = bench.startDeploy('logs', 'busy', ...place, '--follow');
    await logs.untilPrinted(/"message":"Serving"/);
    bench.scenario.write(versionTruss('busy', 'three'));
    const { code, stderr } = await deploy();
    expect(code, stderr).toBe(0);
    const now = (await pods()).map((pod) => pod.replace('pod/', ''));
    for (const pod of now) await logs.untilPrinted(new RegExp(`${pod} .*"message":"Serving"`));
    logs.signal('SIGINT');
    const { stdout } = await logs.ended;
    const served = stdout.split('\n').filter((line) => line.includes('"message":"Serving"'));
    // Those of the version before, and of this one.
    expect(served).toHaveLength(4);
    expect(new Set(served.map((line) => line.split(' ')[0])).size).toBe(4);
  });

  it('has another worker where one is killed, and another container where all of it is', async () => {
    const dying = await bench.ask('busy', '/v1/models/busy:predict', { inputs: [[1, 2]], die: true });
    expect(dying.status).toBe(503);
    expect(await bench.load('busy', { requests: 50, connections: 2, pauseMs: 10 })).toMatchObject({ failures: {} });
    const [pod = ''] = await pods();
    // The first process of a container cannot be killed from within.
    const id = await bench.kubectl('get', pod, '--output', 'jsonpath={.status.containerStatuses[0].containerID}');
    await bench.killContainer(id.replace('containerd://', ''));
    const restarts = () =>
      bench.kubectl('get', pod, '--output', 'jsonpath={.status.containerStatuses[0].restartCount}');
    await expect.poll(restarts).toBe('1');
    await bench.kubectl('wait', '--for=condition=Ready', pod, '--timeout', '120s');
    expect(await bench.load('busy', { requests: 50, connections: 2, pauseMs: 10 })).toMatchObject({ failures: {} });
  });

  it('is drained from a node no further than its budget allows', async () => {
    const drain = bench.kubectl(
      'drain',
      'one',
      '--ignore-daemonsets',
      '--delete-emptydir-data',
      '--pod-selector',
      'app.kubernetes.io/instance=busy',
      '--timeout',
      '20s',
    );
    const loaded = bench.load('busy', { requests: 200, connections: 4, pauseMs: 100 });
    await expect(drain).rejects.toThrow(/disruption budget/);
    expect(await loaded).toMatchObject({ answered: 200, failures: {} });
    await bench.kubectl('uncordon', 'one');
    await bench.kubectl('wait', '--for=condition=Available', 'deployment/busy', '--timeout', '120s');
  });
});
