// Trusses beside one another on one machine, run by Compose itself: the file that is written for it, and `truss deploy --target compose`.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { GRPCInferenceService } from '../../src/core/protocols/generated/inference/grpc_service_pb.js';
import { findEngine } from '../../src/toolchain/docker/find-engine.ts';
import { DockerBench, hasDocker } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { freePort } from '../support/free-port.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const run = promisify(execFile);

const hasCompose = hasDocker && process.env['TRUSS_TEST_COMPOSE'] === '1';

const MODEL = `class Model:
    def __init__(self, **kwargs):
        self.secrets = kwargs["secrets"]
        self.stage = (kwargs.get("environment") or {}).get("name")

    def predict(self, request):
        return {"word": "@WORD@", "stage": self.stage, "key": self.secrets["key"] if "key" in self.secrets else None}
`;

describe.skipIf(!hasCompose)('Compose', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  // In the names of projects and images, so that nothing of the engine's owner is touched.
  const [iris, churn] = [`${bench.mark}-iris`, `${bench.mark}-churn`];
  const projects = new Set<string>();

  const write = (name: string, word: string, secrets = ''): void =>
    scenario.write(
      echoTruss(name, {
        'config.yaml': `model_name: ${name}\n${secrets}resources: {cpu: 500m, memory: 256Mi}\n`,
        'model/model.py': MODEL.replace('@WORD@', word),
      }),
    );

  beforeAll(async () => {
    write(iris, 'first', 'secrets: {key: null}\n');
    write(churn, 'other');

    expect((await scenario.run(['secret', 'set', 'key'], { input: 'hunter2' })).code).toBe(0);
  });
  afterAll(async () => {
    for (const project of projects) await bench.run('compose', '--project-name', project, 'down').catch(() => '');
    await bench.close();
    await scenario.close();
  });

  async function json(words: readonly string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await scenario.run([...words, '--json']);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout + stderr).not.toContain('hunter2');
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async function ask(port: number, name: string): Promise<unknown> {
    const url = `http://127.0.0.1:${port}/v1/models/${name}:predict`;
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: '{}' })).json();
  }

  /** Two ports beside one another. */
  async function freePorts(): Promise<readonly [number, number]> {
    for (;;) {
      const first = await freePort();
      const next = await fetch(`http://127.0.0.1:${first + 1}`).then(
        () => false,
        () => true,
      );
      if (next) return [first, first + 1];
    }
  }

  const containersOf = async (project: string): Promise<readonly string[]> => {
    const label = `label=com.docker.compose.project=${project}`;
    return (await bench.run('container', 'ls', '--all', '--quiet', '--no-trunc', '--filter', label)).split('\n');
  };

  const containerOf = (project: string, service: string): Promise<string> =>
    bench.run('compose', '--project-name', project, 'ps', '--quiet', service);

  it('runs the file that is written for it, with limits, and secrets of variables', async () => {
    const [first, second] = await freePorts();
    const file = join(scenario.directory, 'compose.yaml');
    await json(['image', 'compose', iris, churn, '--port', String(first)]);
    const project = `${bench.mark}-file`;
    projects.add(project);
    const words = ['compose', '--project-name', project, '--file', file, 'up', '--detach', '--wait'];
    const { command } = await findEngine();
    await run(command, words, { env: { ...process.env, TRUSS_SECRET_key: 'from outside' } });
    expect(await ask(first, iris)).toEqual({ word: 'first', stage: null, key: 'from outside' });
    expect(await ask(second, churn)).toMatchObject({ word: 'other', key: null });
    const format = '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.Config.User}}';
    const limits = await bench.run('container', 'inspect', '--format', format, await containerOf(project, iris));
    expect(limits).toBe(`${256 * 2 ** 20} 500000000 60000:60000`);
    await bench.run('compose', '--project-name', project, 'down');
    expect(await containersOf(project)).toEqual(['']);
  });

  it('gives one port to all of them, where each is found by its name', async () => {
    const port = await freePort();
    const project = `${iris}-${churn}`;
    projects.add(project);
    const words = ['deploy', iris, churn, '--target', 'compose', '--one-port', '--port', String(port)];
    const { deployments } = await json(words);
    const url = `http://127.0.0.1:${port}`;
    expect(deployments).toMatchObject([
      { name: iris, url, ready: true },
      { name: churn, url, ready: true },
    ]);
    expect(await ask(port, iris)).toEqual({ word: 'first', stage: null, key: 'hunter2' });
    expect(await ask(port, churn)).toMatchObject({ word: 'other', key: null });
    expect(await (await fetch(`${url}/v2/models`)).json()).toEqual({ models: [iris, churn] });
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const { modelReady } = GRPCInferenceService.method;
    const asked = toBinary(modelReady.input, create(modelReady.input, { name: churn }));
    const answer = await new Promise<Buffer | undefined>((done, fail) =>
      client.makeUnaryRequest(
        `/${modelReady.parent.typeName}/${modelReady.name}`,
        (bytes: Buffer) => bytes,
        (bytes: Buffer) => bytes,
        Buffer.from(asked),
        (error, bytes) => (error === null ? done(bytes) : fail(error)),
      ),
    );
    client.close();
    expect(fromBinary(modelReady.output, answer ?? Buffer.of())).toMatchObject({ ready: true });
    await bench.run('compose', '--project-name', project, 'down');
  });

  describe('as the target of a deployment', () => {
    const project = `${iris}-${churn}`;
    let ports: readonly [number, number];
    const deploy = () => json(['deploy', iris, churn, '--target', 'compose', '--port', String(ports[0])]);

    beforeAll(async () => {
      ports = await freePorts();
      projects.add(project);
    });

    it('runs two trusses until they are healthy', async () => {
      const { deployments, project: said } = await deploy();
      expect(said).toBe(project);
      expect(deployments).toMatchObject([
        { name: iris, url: `http://127.0.0.1:${ports[0]}`, ready: true },
        { name: churn, url: `http://127.0.0.1:${ports[1]}`, ready: true },
      ]);
      expect(await ask(ports[0], iris)).toEqual({ word: 'first', stage: null, key: 'hunter2' });
      expect(await ask(ports[1], churn)).toMatchObject({ word: 'other' });
      expect(await bench.run('container', 'inspect', ...(await containersOf(project)))).not.toContain('hunter2');
    });

    it('makes anew what has changed, and leaves the rest as it is', async () => {
      const [before, kept] = [await containerOf(project, iris), await containerOf(project, churn)];
      await deploy();
      expect(await containerOf(project, iris)).toBe(before);
      write(iris, 'second', 'secrets: {key: null}\n');
      await deploy();
      expect(await ask(ports[0], iris)).toMatchObject({ word: 'second' });
      expect(await containerOf(project, iris)).not.toBe(before);
      expect(await containerOf(project, churn)).toBe(kept);
    });

    it('gives the new value of a secret', async () => {
      expect((await scenario.run(['secret', 'set', 'key'], { input: 'other value' })).code).toBe(0);
      const kept = await containerOf(project, churn);
      await deploy();
      expect(await ask(ports[0], iris)).toMatchObject({ key: 'other value' });
      expect(await containerOf(project, churn)).toBe(kept);
    });

    it('says what keeps one from starting', async () => {
      scenario.write({ [`${churn}/model/model.py`]: 'raise RuntimeError("not like this")\n' });
      const words = ['deploy', iris, churn, '--target', 'compose', '--port', String(ports[0]), '--timeout', '60s'];
      const { code, stderr } = await scenario.run(words);
      expect([code, stderr]).toEqual([1, expect.stringContaining('not like this')]);
    });

    it('is taken away by the command that it names', async () => {
      await bench.run('compose', '--project-name', project, 'down');
      expect(await containersOf(project)).toEqual(['']);
    });
  });
});
