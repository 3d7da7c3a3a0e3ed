// The model of an image answers as the model does here: one of each kind, and with TEST_FULL=1 every example. One image at a time, and
// none stays: the heavy ones have gigabytes.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { afterAll, afterEach, describe, expect, it } from 'vitest';

import { DockerBench, hasDocker } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const examples = resolve(import.meta.dirname, '../../examples');
const isFull = process.env['TEST_FULL'] === '1';

/** The plain wheel, which is that of CUDA, and runs without a GPU: the version that the tests of the family have. */
const torch = /^torch==[\w.]+/m.exec(
  readFileSync(resolve(import.meta.dirname, '../../python/tests/frameworks/torch/requirements.txt'), 'utf8'),
)?.[0];

const network = `import torch

class Model:
    def load(self):
        torch.manual_seed(1)
        self.network = torch.nn.Sequential(torch.nn.Linear(4, 64), torch.nn.Tanh(), torch.nn.Linear(64, 3)).eval()

    @torch.no_grad()
    def predict(self, request):
        return {"predictions": self.network(torch.tensor(request["inputs"])).tolist()}
`;

const reader = `class Model:
    def __init__(self, context):
        self.place = context.weights["far"]

    def predict(self, request):
        return {"predictions": [open(self.place / "far.bin").read()]}
`;

const asked = '- {name: one, input: {inputs: [[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3]]}}\n';

describe.skipIf(!hasDocker)('here and in a container, alike answers', () => {
  const scenario = new TrussScenario();
  let bench = new DockerBench();
  afterEach(async () => {
    await bench.close();
    bench = new DockerBench();
  });
  afterAll(() => scenario.close());

  /** The image is called as the model is, so that nothing of the engine's owner is touched. */
  async function expectParity(name: string): Promise<void> {
    const path = join(scenario.directory, name, 'config.yaml');
    const config = readFileSync(path, 'utf8').replace(/^model_name: .*\n/m, '');
    bench.tag(name);
    writeFileSync(path, `model_name: ${bench.mark}-${name}\n${config}`);
    const env = { TRUSS_SECRET_signing_key: 'example-key' };
    const { code, stdout, stderr } = await scenario.run(['test', name, '--docker', '--json'], { env });
    expect(code, stdout + stderr).toBe(0);
    const { passed, failed } = JSON.parse(stdout) as { readonly passed: number; readonly failed: number };
    expect({ failed, hasPassed: passed > 0 }).toEqual({ failed: 0, hasPassed: true });
  }

  it('of a model of PyTorch', async () => {
    scenario.write(
      echoTruss('torch', {
        'config.yaml': `model_name: parity-torch\nrequirements: ["${torch}"]\n`,
        'model/model.py': network,
        'examples.yaml': asked,
      }),
    );
    await expectParity('torch');
  }, 900_000);

  it('of a model with weights from elsewhere', async () => {
    scenario.write({ 'far/far.bin': 'from far away' });
    const source = `file://${scenario.directory}/far`;
    scenario.write(
      echoTruss('weights', {
        'config.yaml': `model_name: parity-weights\nweights: [{source: "${source}", mount_location: /models/far}]\n`,
        'model/model.py': reader,
        'examples.yaml': asked,
      }),
    );
    await expectParity('weights');
  });

  const own = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'config.yaml')));
  // One of scikit-learn, and one that somebody wrote by hand.
  it.each(own.filter((name) => isFull || name === 'iris' || name === 'own-model'))(
    'of the example %s',
    async (name) => {
      cpSync(join(examples, name), join(scenario.directory, name), { recursive: true });
      await expectParity(name);
    },
    // Two have gigabytes of PyTorch, which every core of the machine may be busy beside.
    isFull ? 900_000 : undefined,
  );
});
