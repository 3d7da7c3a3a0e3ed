// The commands about images and containers: what they do, and what they print with --json.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { commandList } from '../../src/cli/command-list.ts';
import { version } from '../../src/core/version.ts';
import { DockerBench, hasDocker } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { differencesFromShape } from '../support/json-shape.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const examples = '- {name: one, input: {inputs: [1, 2]}, output: {predictions: [1, 2]}}\n';
const config = `model_name: Echo
requirements: [six==1.17.0]
weights: [{source: "file:///SOURCE/far.bin", mount_location: /models/far}]
`;

const SHA256 = /^[0-9a-f]{64}$/;

describe.skipIf(!hasDocker)('images', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  const tag = bench.tag('echo');

  beforeAll(async () => {
    const own = config.replace('/SOURCE', scenario.directory);
    scenario.write(echoTruss('echo', { 'config.yaml': own, 'examples.yaml': examples, 'data/a.txt': bench.mark }));
    scenario.write({ 'far.bin': 'from far away' });
    await json('image build', ['echo', '--tag', tag]);
  });
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  /** What a command prints, which is as its page in the reference says. */
  async function json(path: string, words: readonly string[], expected = 0): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await scenario.run([...path.split(' '), ...words, '--json']);
    expect(code, stdout + stderr).toBe(expected);
    const [group = '', name = ''] = path.split(' ');
    const rows = commandList.flatMap((entry) => (entry.kind === 'group' && entry.name === group ? entry.commands : []));
    const command = await rows.find((row) => row.name === name)?.load();
    const answer = JSON.parse(stdout) as Record<string, unknown>;
    expect(differencesFromShape(answer, command?.json ?? '')).toEqual([]);
    return answer;
  }

  const layersOf = async (image: string): Promise<readonly string[]> =>
    JSON.parse(await bench.run('image', 'inspect', '--format', '{{json .RootFS.Layers}}', image)) as string[];

  it('are not built again where nothing has changed, whatever they shall be called', async () => {
    const other = bench.tag('another-name');
    expect(await json('image build', ['echo', '--tag', other])).toMatchObject({ built: false, tag: other, steps: [] });
    expect(await layersOf(other)).toEqual(await layersOf(tag));
  });

  it('change in one layer where a file has, also where its size has not', async () => {
    const before = await layersOf(tag);
    const path = join(scenario.directory, 'echo/model/model.py');
    const model = (word: string): string =>
      `class Model:\n    def predict(self, request):\n        return {"predictions": request["inputs"], "word": "${word}"}\n`;
    for (const word of ['one', 'two']) {
      writeFileSync(path, model(word));
      expect(await json('image build', ['echo', '--tag', tag])).toMatchObject({ built: true });
      const text = await bench.run('run', '--rm', '--entrypoint', 'cat', tag, '/app/model/model.py');
      expect(text).toContain(word);
    }
    const after = await layersOf(tag);
    expect(after.filter((layer) => !before.includes(layer))).toHaveLength(1);
    scenario.write(echoTruss('echo', { 'config.yaml': config.replace('/SOURCE', scenario.directory) }));
  });

  it('of equal trusses have equal layers, wherever those lie', async () => {
    cpSync(join(scenario.directory, 'echo'), join(scenario.directory, 'elsewhere/echo'), { recursive: true });
    const words = ['elsewhere/echo', '--tag', bench.tag('copy'), '--build-arg', 'ANY=1'];
    await json('image build', words);
    await json('image build', ['echo', '--tag', tag]);
    expect(await layersOf(bench.tag('copy'))).toEqual(await layersOf(tag));
  });

  it('have weights that live elsewhere where the model looks for them', async () => {
    expect(await bench.run('run', '--rm', '--entrypoint', 'cat', tag, '/models/far/far.bin')).toBe('from far away');
  });

  it('are listed, and say without being run what they are made of', async () => {
    const { images } = (await json('image list', [])) as {
      readonly images: readonly { readonly tags: readonly string[] }[];
    };
    expect(images.flatMap(({ tags }) => tags)).toContain(tag);
    expect(await json('image inspect', [tag])).toMatchObject({
      name: 'echo',
      port: 8080,
      version,
      hash: expect.stringMatching(SHA256),
      digests: { code: expect.stringMatching(SHA256), lock: expect.stringMatching(SHA256), data: expect.any(String) },
      schema: { signature: null, example: { inputs: [1, 2] } },
      config: { model_name: 'Echo', requirements: ['six==1.17.0'] },
    });
    const { stdout } = await scenario.run(['image', 'inspect', 'debian:bookworm-slim', '--json']);
    expect(stdout).toContain('IMAGE_NOT_FOUND');
  });

  it('have what their lock says, and it is told where they have not', async () => {
    expect(await json('image verify', [tag])).toMatchObject({ kind: 'image', packages: 1, differences: [] });
    const lock = join(scenario.directory, 'other/requirements.lock');
    mkdirSync(dirname(lock));
    writeFileSync(lock, 'six==1.16.0\n');
    expect(await json('image verify', [tag, '--truss', 'other'], 1)).toMatchObject({
      differences: [{ name: 'six', locked: '1.16.0', installed: '1.17.0' }],
    });
  });

  it('answer as the model does here, and differences are told', async () => {
    const tested = await scenario.run(['test', 'echo', '--docker', '--json']);
    expect(tested.code, tested.stderr).toBe(0);
    expect(JSON.parse(tested.stdout)).toMatchObject({ passed: 1, failed: 0 });
    const model =
      'import os\n\nclass Model:\n    def predict(self, request):\n        return {"contained": os.getuid() == 60000}\n';
    scenario.write(echoTruss('apart', { 'model/model.py': model, 'examples.yaml': '- {name: one, input: {}}\n' }));
    const apart = await scenario.run(['test', 'apart', '--docker', '--json']);
    expect(apart.code).toBe(1);
    expect(JSON.parse(apart.stdout)).toMatchObject({
      examples: [
        { outcome: 'failed', differences: [{ path: 'contained', message: expect.stringContaining('here and') }] },
      ],
    });
    bench.adopt('apart:latest');
    bench.adopt('echo:latest');
  });

  it('answer one request', async () => {
    const asked = await scenario.run(['predict', 'echo', '--docker', '-d', '{"inputs": [7]}']);
    expect({ code: asked.code, stdout: asked.stdout }).toEqual({ code: 0, stdout: '{"predictions":[7]}\n' });
    expect(await json('container list', ['--all', '--truss', 'echo'])).toEqual({ containers: [] });
  });

  it('run, are listed, stopped and killed', async () => {
    const words = ['echo', '--tag', tag, '--port', '0', '--detach'];
    const { name } = await json('image run', words);
    expect(await json('container list', [])).toMatchObject({ containers: [{ name, state: 'running', image: 'echo' }] });
    expect(await json('image verify', [String(name)])).toMatchObject({ kind: 'container', differences: [] });
    expect(await json('container stop', ['echo'])).toMatchObject({ ended: [{ name }] });
    const { name: second } = await json('image run', words);
    expect(await json('container kill', [String(second)])).toMatchObject({ ended: [{ name: second }] });
    const { name: third } = await json('image run', words);
    expect(await json('container kill-all', [])).toMatchObject({ ended: [{ name: third }] });
  });

  it('are written into a compose file', async () => {
    const { services } = await json('image compose', ['echo', '--port', '9000']);
    expect(services).toEqual([{ name: 'echo', image: 'echo:latest', port: 9000 }]);
  });
});
