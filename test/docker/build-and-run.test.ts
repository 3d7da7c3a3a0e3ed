// A truss is built into an image by a real engine, and answers out of a container as it does here.
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DockerBench, hasDocker } from '../support/docker.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const iris = resolve(import.meta.dirname, '../../examples/iris');

describe.skipIf(!hasDocker)('an image of the iris truss', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  const tag = bench.tag('iris');
  let layers: readonly { readonly name: string; readonly bytes: number }[] = [];

  beforeAll(async () => {
    cpSync(iris, join(scenario.directory, 'iris'), { recursive: true });
    // Not built by an earlier run.
    scenario.write({ 'iris/mark.txt': bench.mark });
    const { code, stdout, stderr } = await scenario.run(['image', 'build', 'iris', '--tag', tag, '--json']);
    expect(code, stderr).toBe(0);
    const built = JSON.parse(stdout) as { readonly built: boolean; readonly layers: typeof layers };
    expect(built).toMatchObject({ built: true, tag });
    layers = built.layers;
  }, 600_000);
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  it('has layers from what changes least to what changes most', () => {
    expect([...new Set(layers.map(({ name }) => name))]).toEqual([
      'base',
      'environment',
      'data',
      'server',
      'model',
      'config',
    ]);
  });

  it('listens where Cloud Run, Knative and KServe tell it to, under the name that KServe gives, and its check asks there', async () => {
    const asked = async (name: string, inside: number, model: string): Promise<unknown> => {
      const at = (await bench.run('container', 'port', name, String(inside))).split('\n')[0] ?? '';
      const url = `http://${at.replace('0.0.0.0', '127.0.0.1')}`;
      await expect
        .poll(() =>
          fetch(`${url}/v2/health/ready`).then(
            ({ status }) => status,
            () => 0,
          ),
        )
        .toBe(200);
      const status = '{{.State.Health.Status}}';
      await expect.poll(() => bench.run('container', 'inspect', '--format', status, name)).toBe('healthy');
      return (await fetch(`${url}/v1/models/${model}`)).json();
    };
    const run = (inside: number, options: readonly string[], words: readonly string[]): Promise<string> =>
      bench.run('run', '--detach', '--publish', `127.0.0.1::${inside}`, ...options, tag, ...words);
    // Docker names a container by a part of its id: that is no address.
    const cloudRun = await run(9123, ['--env', 'PORT=9123'], []);
    expect(await asked(cloudRun, 9123, 'iris')).toMatchObject({ name: 'iris', ready: true });
    const knative = await run(9124, ['--env', 'PORT=9124', '--env', 'HOSTNAME=0.0.0.0'], []);
    expect(await asked(knative, 9124, 'iris')).toMatchObject({ name: 'iris' });
    const kserve = await run(9125, ['--env', 'PORT=9999'], ['--model_name', 'other', '--http_port', '9125']);
    expect(await asked(kserve, 9125, 'other')).toMatchObject({ name: 'other', ready: true });
  });

  it('answers over HTTP, is healthy by its own check, and drains at SIGTERM', async () => {
    const ran = await scenario.run(['image', 'run', 'iris', '--tag', tag, '--port', '0', '--detach', '--json']);
    expect(ran.code, ran.stderr).toBe(0);
    const { url, name } = JSON.parse(ran.stdout) as { readonly url: string; readonly name: string };
    const body = JSON.stringify({ inputs: [[5.1, 3.5, 1.4, 0.2]] });
    const response = await fetch(`${url}/v1/models/iris:predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await response.json()).toMatchObject({ predictions: [expect.anything()] });
    await expect
      .poll(() => bench.run('inspect', '--format', '{{.State.Health.Status}}', name), { timeout: 60_000 })
      .toBe('healthy');
    expect(await bench.run('container', 'exec', name, 'id', '-u')).toBe('60000');
    await bench.run('container', 'stop', name);
    expect(await bench.run('inspect', '--format', '{{.State.ExitCode}}', name)).toBe('0');
    expect((await scenario.run(['container', 'logs', 'iris'])).stdout).toContain('Stopping');
    expect((await scenario.run(['container', 'kill', 'iris', '--json'])).stdout).toContain(name);
  });
});
