// Weights that no image holds: a container of the pod fetches them over HTTPS before the server starts.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { GoingOn } from './support/cluster-bench.ts';
import { ClusterBench } from './support/cluster-bench.ts';
import { clusterDirectory, clusterScript, hasCluster } from './support/cluster-place.ts';

const run = promisify(execFile);

/** Of the node, where pods reach it. */
const [ADDRESS, PORT] = ['10.213.0.1', 8444];

/** Longer than what one line of progress stands for. */
const FILE = `the word is ${'x'.repeat(2_000_000)}`;

const MODEL = `class Model:
    def load(self):
        self.word = open("/models/word.txt").read()[:11]

    def predict(self, request):
        return {"word": self.word, "version": "@VERSION@"}
`;

describe.skipIf(!hasCluster)('weights that a pod fetches', () => {
  const bench = new ClusterBench();
  const place = ['--namespace', bench.namespace];
  const far = join(bench.scenario.directory, 'far');
  let server: GoingOn<string>;

  const write = (name: string, version: string, delivery: string): void =>
    bench.scenario.write({
      [`${name}/config.yaml`]: [
        `model_name: ${name}`,
        'resources: {cpu: 50m, memory: 256Mi}',
        // A company's authority, as the guide says.
        'environment_variables: {SSL_CERT_FILE: /app/data/ca.pem}',
        `weights: [{source: "https://${ADDRESS}:${PORT}/word.txt", mount_location: /models/word.txt}]`,
        `deploy: {weights: ${delivery}}`,
        '',
      ].join('\n'),
      [`${name}/data/ca.pem`]: readFileSync(join(far, 'ca.pem'), 'utf8'),
      [`${name}/model/model.py`]: MODEL.replace('@VERSION@', version),
    });
  const lock = async (name: string): Promise<void> => {
    // Where pods would ask, too.
    const through = [clusterScript, 'enter', clusterDirectory ?? ''];
    const env = { SSL_CERT_FILE: join(far, 'ca.pem') };
    const { code, stderr } = await bench.scenario.run(['weights', 'lock', name], { through, env });
    expect(code, stderr).toBe(0);
  };
  const words = (name: string) => [name, ...place, '--registry', bench.registry];
  const answerOf = async (name: string): Promise<unknown> =>
    (await bench.ask(name, `/v1/models/${name}:predict`, {})).body;
  const timesAsked = (): number => readFileSync(join(far, 'asked'), 'utf8').split('\n').length - 1;

  beforeAll(async () => {
    await bench.open();
    mkdirSync(far);
    const subject = ['-subj', '/CN=weights', '-addext', `subjectAltName=IP:${ADDRESS}`];
    const files = ['-keyout', join(far, 'key.pem'), '-out', join(far, 'ca.pem')];
    await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files]);
    writeFileSync(join(far, 'file'), FILE);
    writeFileSync(join(far, 'asked'), '');
    const program = join(import.meta.dirname, 'support/serve-weights.ts');
    server = bench.beginWithin(process.execPath, program, far, String(PORT));
  });
  afterAll(async () => {
    await server.finish();
    await bench.close();
  });

  it('are waited for by the deployment, which says how much is there, as does the pod', async () => {
    write('heavy', 'one', '{from: init}');
    await lock('heavy');
    writeFileSync(join(far, 'held'), '');
    const deploying = bench.startDeploy(...words('heavy'));
    await deploying.untilPrinted(/Fetching weights: 0 of 1 file, \S+ of \S+ MB/);
    const [pod = ''] = (await bench.kubectl('get', 'pods', '--output', 'name')).split('\n');
    const address = await bench.kubectl('get', pod, '--output', 'jsonpath={.status.podIP}');
    const ready = await bench.within('curl', '-s', '-w', ' %{http_code}', `http://${address}:8080/v2/health/ready`);
    expect(ready).toMatch(/Fetching weights: 0 of 1 file.* 503$/);
    const status = await bench.deploy('status', 'heavy', ...place);
    expect([status.code, status.stdout]).toEqual([1, expect.stringContaining('Fetching weights: 0 of 1 file')]);
    rmSync(join(far, 'held'));
    const { code, stderr } = await deploying.ended;
    expect(code, stderr).toBe(0);
    expect(await answerOf('heavy')).toEqual({ word: 'the word is', version: 'one' });
  });

  it('are fetched once where pods share a volume', async () => {
    const directory = join(clusterDirectory ?? '', bench.namespace);
    mkdirSync(directory);
    chmodSync(directory, 0o777);
    const name = `shared-${bench.namespace}`;
    const spec = { accessModes: ['ReadWriteMany'], storageClassName: '' };
    await bench.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: { ...spec, capacity: { storage: '1Gi' }, hostPath: { path: directory } },
    });
    await bench.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'shared' },
      spec: { ...spec, volumeName: name, resources: { requests: { storage: '1Gi' } } },
    });
    try {
      write('shared', 'one', '{from: init, claim: shared}');
      await lock('shared');
      const first = await bench.deploy(...words('shared'));
      expect(first.code, first.stderr).toBe(0);
      const asked = timesAsked();
      write('shared', 'two', '{from: init, claim: shared}');
      const second = await bench.deploy(...words('shared'));
      expect(second.code, second.stderr).toBe(0);
      await expect.poll(() => answerOf('shared')).toEqual({ word: 'the word is', version: 'two' });
      expect(timesAsked()).toBe(asked);
    } finally {
      await bench.deploy('delete', 'shared', ...place);
      await bench.kubectl('delete', 'pvc', 'shared');
      await bench.kubectl('delete', 'pv', name);
    }
  });

  it('are refused where they are not those of the lock: the deployment says so', async () => {
    write('other', 'one', '{from: init}');
    await lock('other');
    writeFileSync(join(far, 'file'), FILE.replace('word', 'WORD'));
    const { code, stderr } = await bench.deploy(...words('other'));
    expect(code).toBe(1);
    expect(stderr).toContain('other does not get ready');
    expect(stderr).toMatch(/said last:[\s\S]*word\.txt of \S+ is not what was said: its sha256 is/);
  });
});
