// Images and containers on a machine whose engine is Podman: the main path, with a real one (test/setup/with-podman.sh).
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { DockerBench, podmanFolder } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const config = 'model_name: Echo\nrequirements: [six==1.17.0]\n';
const examples = '- {name: one, input: {inputs: [1, 2]}, output: {predictions: [1, 2]}}\n';
const otherModel =
  'class Model:\n    def predict(self, request):\n        return {"predictions": request["inputs"]}  # edited\n';

interface Built {
  readonly built: boolean;
  readonly engine: string;
  readonly layers: readonly { readonly name: string; readonly bytes: number }[];
  readonly steps: readonly { readonly layer: string | null; readonly cached: boolean; readonly seconds: number }[];
}

describe.skipIf(podmanFolder === '')('with Podman alone', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  const tag = bench.tag('echo');

  beforeAll(() => {
    vi.stubEnv('PATH', podmanFolder);
    const files = { 'config.yaml': config, 'examples.yaml': examples, 'data/mark.txt': bench.mark };
    scenario.write(echoTruss('echo', files));
  });
  afterAll(async () => {
    await bench.close();
    await scenario.close();
    vi.unstubAllEnvs();
  });

  async function json(words: readonly string[], expected = 0): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await scenario.run([...words, '--json']);
    expect(code, stdout + stderr).toBe(expected);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  const build = async (): Promise<Built> => (await json(['image', 'build', 'echo', '--tag', tag])) as unknown as Built;

  it('an image is built, with its steps and its layers told', async () => {
    const { built, engine, layers, steps } = await build();
    expect({ built, engine }).toEqual({ built: true, engine: expect.stringMatching(/^Podman \d.*, Buildah$/) });
    const names = ['base', 'environment', 'data', 'server', 'model', 'config'];
    expect([...new Set(layers.map(({ name }) => name))]).toEqual(names);
    expect(layers.find(({ name }) => name === 'base')?.bytes).toBeGreaterThan(50e6);
    expect(steps.map(({ layer }) => layer)).toEqual(expect.arrayContaining(names));
    expect(steps.find(({ layer }) => layer === 'environment')?.seconds).toBeGreaterThan(0);
  });

  it('nothing is built again where nothing has changed, and an edit makes anew what it has changed', async () => {
    expect(await build()).toMatchObject({ built: false, steps: [] });
    scenario.write({ 'echo/model/model.py': otherModel });
    const { built, steps } = await build();
    expect(built).toBe(true);
    const isCached = (name: string): readonly boolean[] =>
      steps.filter(({ layer }) => layer === name).map(({ cached }) => cached);
    expect({ environment: isCached('environment'), model: isCached('model') }).toEqual({
      environment: [true],
      model: [false],
    });
    expect(await bench.run('run', '--rm', '--entrypoint', 'cat', tag, '/app/model/model.py')).toContain('# edited');
  });

  it('what is left of a build that has failed is no image', async () => {
    const commands = 'model_name: Broken\nbuild_commands: ["true", "echo so it goes; exit 3"]\n';
    scenario.write(echoTruss('broken', { 'config.yaml': commands, 'data/mark.txt': bench.mark }));
    for (const _ of ['the first time', 'the second time']) {
      const { error } = await json(['image', 'build', 'broken', '--tag', bench.tag('broken')], 1);
      expect(error).toMatchObject({ code: 'IMAGE_BUILD_FAILED' });
      expect((error as { message: string }).message).toMatch(/build command 2 \(exit code 3\)\n[^]*so it goes/);
    }
    const { images } = (await json(['image', 'list'])) as { readonly images: readonly { readonly name: string }[] };
    expect(images.map(({ name }) => name)).not.toContain('broken');
  });

  it('a container answers, is healthy, is read, looked at and stopped', async () => {
    const words = ['image', 'run', 'echo', '--tag', tag, '--port', '0', '--detach', '--read-only', '--memory', '512m'];
    const { url, name } = (await json(words)) as { readonly url: string; readonly name: string };
    const headers = { 'content-type': 'application/json' };
    const asked = { method: 'POST', headers, body: '{"inputs": [7]}' };
    expect(await (await fetch(`${url}/v1/models/echo:predict`, asked)).json()).toEqual({ predictions: [7] });
    expect(await json(['container', 'list'])).toMatchObject({ containers: [{ name, state: 'running', url }] });
    expect(await json(['image', 'verify', name])).toMatchObject({ kind: 'container', packages: 1, differences: [] });
    // Podman has a timer of systemd ask, where there is one.
    await bench.run('healthcheck', 'run', name);
    const following = scenario.start(['container', 'logs', '--follow', 'echo']);
    await following.untilPrinted(/Serving/);
    expect(await json(['container', 'stop', 'echo'])).toMatchObject({ ended: [{ name }] });
    expect(await following.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Stopping') });
    expect(await json(['container', 'list', '--all'])).toEqual({ containers: [] });
  });

  it('an image is listed, inspected and verified, and answers as the model does here', async () => {
    const { images } = (await json(['image', 'list'])) as { readonly images: readonly { readonly tags: string[] }[] };
    expect(images.flatMap(({ tags }) => tags)).toContain(`localhost/${tag}`);
    expect(await json(['image', 'inspect', tag])).toMatchObject({ name: 'echo', port: 8080 });
    expect(await json(['image', 'verify', tag])).toMatchObject({ kind: 'image', packages: 1, differences: [] });
    bench.adopt('echo:latest');
    expect(await json(['test', 'echo', '--docker'])).toMatchObject({ passed: 1, failed: 0 });
    const { code, stdout } = await scenario.run(['predict', 'echo', '--docker', '--data', '{"inputs": [7]}']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"predictions":[7]}\n' });
  });

  it('containers are killed, and it is told which there is not, and which port is taken', async () => {
    const words = ['image', 'run', 'echo', '--tag', tag, '--detach', '--port'];
    const { name } = await json([...words, '0']);
    expect(await json(['container', 'kill-all'])).toMatchObject({ ended: [{ name }] });
    expect(await json(['container', 'kill', 'nobody'], 1)).toMatchObject({ error: { code: 'CONTAINER_NOT_FOUND' } });
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const { error } = await json([...words, String(port)], 1);
      expect(error).toMatchObject({ code: 'CONTAINER_PORT_TAKEN', message: `Port ${port} is taken.` });
    } finally {
      server.close();
    }
    expect(await json(['container', 'list', '--all'])).toEqual({ containers: [] });
  });
});
