// A truss in which every place has another name than usual, and whose model tells what it was given.
import { afterAll, beforeAll, expect, it } from 'vitest';

import { TrussScenario } from '../support/truss-scenario.ts';

const CONFIG = `model_framework: sklearn
model_type: classifier
input_type: tensor
spec_version: 2.0
model_metadata: {labels: [setosa, 1.5, null]}
model_module_dir: code
model_class_filename: main.py
model_class_name: Flower
data_dir: weights
bundled_packages_dir: libraries
examples_filename: samples.yaml
environment_variables: {LEVEL: 1.10, EMPTY: }
`;

const MODEL = `import os

from petals import COUNT


class Flower:
    def __init__(self, config, data_dir):
        self.config = config
        self.data_dir = data_dir

    def predict(self, request):
        return {
            "config": {name: self.config[name] for name in request},
            "data": (self.data_dir / "note.txt").read_text(),
            "petals": COUNT,
            "variables": [os.environ.get("LEVEL"), os.environ.get("EMPTY")],
        }
`;

const scenario = new TrussScenario();
beforeAll(() => {
  scenario.write({
    'flower/config.yaml': CONFIG,
    'flower/code/main.py': MODEL,
    'flower/weights/note.txt': 'found',
    'flower/libraries/petals.py': 'COUNT = 5\n',
    'flower/samples.yaml':
      '- name: told\n  input: [model_framework, model_type, input_type, spec_version, model_metadata]\n',
  });
});
afterAll(() => scenario.close());

it('is found under every name that its config gives, and gets what its config says', async () => {
  const { stdout, stderr } = await scenario.run(['predict', 'flower', '--example', 'told', '--env', 'current']);
  expect(stderr).toContain('environment_variables.EMPTY has nothing behind it and counts as absent');
  expect(JSON.parse(stdout)).toEqual({
    config: {
      model_framework: 'sklearn',
      model_type: 'classifier',
      input_type: 'tensor',
      spec_version: '2.0',
      model_metadata: { labels: ['setosa', 1.5, null] },
    },
    data: 'found',
    petals: 5,
    variables: ['1.10', null],
  });
});
