// What clients see of changes: of a new version, of one that cannot start, of a node that is emptied, of processes that die.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ClusterBench } from './support/cluster-bench.ts';
import { hasCluster } from './support/cluster-place.ts';
import { versionTruss } from './support/version-truss.ts';

/** It goes on as long as what happens under it, and sends no less. */
const LOAD = { requests: 2000, connections: 8, pauseMs: 100 };

/** On one channel of gRPC, beside them. */
const CALLS = 250;

const FEW = { requests: 50, connections: 2, pauseMs: 10 };

describe.skipIf(!hasCluster)('a deployment under load', () => {
  const bench = new ClusterBench();
  const place = ['--namespace', bench.namespace];
  const deploy = (...more: readonly string[]) =>
    bench.deploy('busy', ...place, '--registry', bench.registry, '--replicas', '2', ...more);
  const version = async (): Promise<unknown> => {
    const { body } = await bench.ask('busy', '/v1/models/busy:predict', { inputs: [[1, 2]], tell: true });
    return (body as { readonly version: unknown }).version;
  };
  /** A version that nobody has seen, on two pods, whatever became of the test before. */
  const settle = async (name: string): Promise<void> => {
    bench.scenario.write(versionTruss('busy', name));
    const { code, stderr } = await deploy('--force');
    expect(code, stderr).toBe(0);
    await bench.untilPods(2);
  };

  beforeAll(async () => {
    await bench.open();
    await settle('one');
  });
  afterAll(() => bench.close());

  it('loses none of 2,000 requests to a new version', async () => {
    bench.scenario.write(versionTruss('busy', 'two'));
    // Made beforehand, so that the load meets the rollout and not the build.
    const built = await bench.scenario.run(['image', 'build', 'busy', '--json'], { env: bench.environment });
    expect(built.code, built.stderr).toBe(0);
    const load = await bench.beginLoad('busy', LOAD);
    const calls = await bench.beginGrpc('busy', CALLS, LOAD.pauseMs);
    const { code, stderr } = await deploy();
    const [outcome, called] = [await load.finish(), await calls.finish()];
    expect(code, stderr).toBe(0);
    expect(outcome.failures).toEqual({});
    expect(outcome.answered).toBeGreaterThanOrEqual(LOAD.requests);
    expect(new Set(called)).toEqual(new Set(['ok predictions']));
    expect(outcome.versions).toMatchObject({ one: expect.any(Number) as number, two: expect.any(Number) as number });
  });

  it('keeps the former version where the new one cannot start, says why, and goes back', async () => {
    await settle('former');
    const said = await bench.deploy('status', 'busy', ...place, '--json');
    const { revision } = JSON.parse(said.stdout) as { readonly revision: number };
    bench.scenario.write(versionTruss('busy', 'broken'));
    const { code, stderr } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain('The new version does not get ready');
    expect(stderr).toMatch(/said last:[\s\S]*the weights are not what they should be/);
    expect(stderr).toContain('The former version still answers.');
    expect(await version()).toBe('former');
    const status = await bench.deploy('status', 'busy', ...place);
    expect(status.code).toBe(1);
    const back = await bench.deploy('rollback', 'busy', ...place);
    expect([back.code, back.stdout], back.stderr).toEqual([
      0,
      expect.stringContaining(`busy is as in version ${revision} again`),
    ]);
    expect((await bench.deploy('status', 'busy', ...place)).code).toBe(0);
    await bench.untilPods(2);
  });

  it('is heard while it goes on, each pod once and those that come, too', async () => {
    await settle('quiet');
    const before = await bench.pods();
    const logs = bench.startDeploy('logs', 'busy', ...place, '--follow');
    const heard = (pod: string) => logs.untilPrinted(new RegExp(`${pod} .*"message":"Serving"`));
    for (const pod of before) await heard(pod);
    await settle('three');
    const now = await bench.pods();
    for (const pod of now) await heard(pod);
    logs.signal('SIGINT');
    const { stdout } = await logs.ended;
    const served = stdout.split('\n').filter((line) => line.includes('"message":"Serving"'));
    // A line says when it was said: none is there twice.
    expect(served).toHaveLength(new Set(served).size);
    expect(new Set(served.map((line) => line.split(' ')[0])).size).toBeGreaterThanOrEqual(4);
    expect(new Set([...before, ...now]).size).toBe(4);
  });

  it('has another worker where one is killed, and another container where all of it is', async () => {
    const dying = await bench.ask('busy', '/v1/models/busy:predict', { inputs: [[1, 2]], die: true });
    expect(dying.status).toBe(503);
    expect(await bench.load('busy', FEW)).toMatchObject({ failures: {} });
    const [pod = ''] = await bench.pods();
    const container = async (field: string): Promise<string> =>
      bench.kubectl('get', 'pod', pod, '--output', `jsonpath={.status.containerStatuses[0].${field}}`);
    const restarts = async (): Promise<number> => Number(await container('restartCount'));
    const before = await restarts();
    // The first process of a container cannot be killed from within.
    await bench.killContainer((await container('containerID')).replace('containerd://', ''));
    await expect.poll(restarts).toBeGreaterThan(before);
    await bench.kubectl('wait', '--for=condition=Ready', `pod/${pod}`, '--timeout', '240s');
    expect(await bench.load('busy', FEW)).toMatchObject({ failures: {} });
  });

  it('is drained from a node no further than its budget allows', async () => {
    // What a container that was killed before leaves its budget with.
    await bench.kubectl('wait', '--for=condition=Available', 'deployment/busy', '--timeout', '240s');
    const load = await bench.beginLoad('busy', { requests: 200, connections: 4, pauseMs: 100 });
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
    const refused = await drain.then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
    await bench.kubectl('uncordon', 'one');
    const outcome = await load.finish();
    expect(refused).toContain('disruption budget');
    expect(outcome.failures).toEqual({});
    expect(outcome.answered).toBeGreaterThanOrEqual(200);
    await bench.kubectl('wait', '--for=condition=Available', 'deployment/busy', '--timeout', '240s');
  });
});
