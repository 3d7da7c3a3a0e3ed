// From a directory to pods that answer, and away again; the errors that only a cluster can give.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { differencesFromShape } from '../support/json-shape.ts';
import { ClusterBench } from './support/cluster-bench.ts';
import { hasCluster } from './support/cluster-place.ts';
import { versionTruss } from './support/version-truss.ts';

describe.skipIf(!hasCluster)('a truss on a cluster', () => {
  const bench = new ClusterBench();
  const place = ['--namespace', bench.namespace];

  beforeAll(async () => {
    await bench.open();
    bench.scenario.write(versionTruss('iris', 'one', { secrets: true }));
  });
  afterAll(() => bench.close());

  it('wants its secrets before an image is built or anything is applied', async () => {
    const { code, stderr } = await bench.deploy('iris', ...place, '--registry', bench.registry);
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no Secret iris-secrets')]);
    expect(await bench.kubectl('get', 'deployments,services,secrets', '--output', 'name')).toBe('');
  });

  it('is built, pushed, applied and waited for, and ends with the way to try it', async () => {
    const set = await bench.scenario.run(['secret', 'set', 'key'], { input: 'hunter2' });
    expect(set.code, set.stderr).toBe(0);
    const words = ['iris', ...place, '--registry', bench.registry, '--local-secrets'];
    const { code, stdout, stderr } = await bench.deploy(...words);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`Deploying iris in namespace ${bench.namespace} of test (https://10.213.0.1:6443)`);
    expect(stderr).toMatch(/iris: 0 of 1 ready/);
    expect(stdout).toContain(`http://iris.${bench.namespace}.svc`);
    expect(stderr).toContain('port-forward service/iris 8080:80');
    expect(stdout + stderr).not.toContain('hunter2');
    const objects = await bench.kubectl('get', 'all,secrets', '--output', 'yaml');
    expect(objects).not.toContain('hunter2');
  });

  it('answers V1, V2 and gRPC over its Service, and knows its secret', async () => {
    const v1 = await bench.ask('iris', '/v1/models/iris:predict', { inputs: [[1, 2]], tell: true });
    expect(v1).toMatchObject({ status: 200, body: { predictions: [[1, 2]], version: 'one', key: 'hunter2' } });
    const tensor = { name: 'inputs', datatype: 'FP64', shape: [1, 2], data: [1, 2] };
    const v2 = await bench.ask('iris', '/v2/models/iris/infer', { inputs: [tensor] });
    expect(v2).toMatchObject({ status: 200, body: { model_name: 'iris', outputs: [{ shape: [1, 2] }] } });
    expect(await bench.grpc('iris')).toEqual(['ok predictions']);
  });

  it('runs locked down, with no rights and no token', async () => {
    const [pod = ''] = await bench.pods();
    expect(await bench.kubectl('exec', pod, '--', 'id', '-u')).toBe('60000');
    await expect(bench.kubectl('exec', pod, '--', 'touch', '/app/x')).rejects.toThrow('Read-only file system');
    await expect(bench.kubectl('exec', pod, '--', 'ls', '/var/run/secrets')).rejects.toThrow();
  });

  it('is listed, and shown with its pods, as data too', async () => {
    const list = JSON.parse((await bench.deploy('list', ...place, '--json')).stdout) as unknown;
    expect(list).toMatchObject({
      context: 'test',
      deployments: [{ name: 'iris', model: 'iris', wanted: 1, ready: 1 }],
    });
    const status = await bench.deploy('status', 'iris', ...place, '--json');
    const said = JSON.parse(status.stdout) as object;
    expect(said).toMatchObject({ name: 'iris', revision: 1, done: true, pods: [{ ready: true, restarts: 0 }] });
    const { deployStatusCommand } = await import('../../src/cli/commands/deploy-status.ts');
    expect(differencesFromShape(said, deployStatusCommand.json)).toEqual([]);
    const logs = await bench.deploy('logs', 'iris', ...place);
    expect(logs.stdout).toMatch(/^iris-\S+ \{.*"message":"Serving"/m);
  });

  it('is not touched by a dry run or a diff, which say what would be', async () => {
    bench.scenario.write(versionTruss('iris', 'one', { secrets: true, deploy: '{replicas: 2}' }));
    const words = ['iris', ...place, '--registry', bench.registry];
    const diff = await bench.deploy(...words, '--diff');
    expect(diff.code, diff.stderr).toBe(0);
    expect(diff.stdout).toMatch(/^- {2}replicas: 1$/m);
    expect(diff.stdout).toMatch(/^\+ {2}replicas: 2$/m);
    const dry = await bench.deploy(...words, '--dry-run', 'server');
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('The cluster would take iris')]);
    expect(await bench.kubectl('get', 'deployment', 'iris', '--output', 'jsonpath={.spec.replicas}')).toBe('1');
    bench.scenario.write(versionTruss('iris', 'one', { secrets: true }));
    const same = await bench.deploy(...words, '--diff');
    expect([same.code, same.stdout]).toEqual([0, 'Nothing would change.\n']);
  });

  it('sees the new value of its secret when it is deployed again', async () => {
    await bench.scenario.run(['secret', 'set', 'key'], { input: 'second' });
    const words = ['iris', ...place, '--registry', bench.registry, '--local-secrets'];
    const { code, stderr } = await bench.deploy(...words);
    expect(code, stderr).toBe(0);
    const known = async (): Promise<unknown> =>
      (await bench.ask('iris', '/v1/models/iris:predict', { inputs: [[1, 2]], tell: true })).body;
    // A Service may lead to the pod that is to end for a moment more, which still answers.
    await expect.poll(known).toMatchObject({ key: 'second' });
  });

  it('is scaled, and deployed again without a question of whose number it is', async () => {
    const scaled = await bench.deploy('scale', 'iris', ...place, '--replicas', '2');
    expect([scaled.code, scaled.stdout]).toEqual([0, expect.stringContaining('iris has 2 replicas')]);
    const again = await bench.deploy('iris', ...place, '--registry', bench.registry);
    expect(again.code, again.stderr).toBe(0);
    expect(await bench.kubectl('get', 'deployment', 'iris', '--output', 'jsonpath={.spec.replicas}')).toBe('1');
  });

  it('asks before fields are taken over that somebody else has set', async () => {
    await bench.kubectl('scale', 'deployment', 'iris', '--replicas', '2');
    const words = ['iris', ...place, '--registry', bench.registry];
    const refused = await bench.deploy(...words);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('.spec.replicas')]);
    const taken = await bench.deploy(...words, '--force');
    expect(taken.code, taken.stderr).toBe(0);
  });

  it('leaves nothing when it is deleted', async () => {
    const { code, stderr, stdout } = await bench.deploy('delete', 'iris', ...place);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Deleted iris');
    const kinds = await bench.kubectl('api-resources', '--namespaced', '--verbs', 'list', '--output', 'name');
    const asked = kinds.split('\n').filter((kind) => !kind.startsWith('events') && !kind.includes('metrics'));
    const left = async (): Promise<readonly string[]> =>
      (await bench.kubectl('get', asked.join(','), '--output', 'name')).split('\n').toSorted();
    // What Kubernetes itself made of them goes a moment later.
    await expect.poll(left).toEqual(['configmap/kube-root-ca.crt', 'serviceaccount/default']);
    const gone = await bench.deploy('status', 'iris', ...place);
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('deployed nothing called iris')]);
  });
});
