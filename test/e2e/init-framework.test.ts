// `truss init --framework`, to the first answer.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { CONFIG_SCHEMA_ADDRESS } from '../../src/core/config/render/json-schema.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const python = process.env['TRUSS_TEST_PYTHON'] ?? join(import.meta.dirname, '../../.venv-dev/bin/python');
const train = `
import joblib
from sklearn.tree import DecisionTreeClassifier
joblib.dump(DecisionTreeClassifier().fit([[5, 3, 1, 0], [9, 9, 9, 9]], [0, 1]), "data/model.joblib")
`;

describe('init --framework sklearn', () => {
  it('says what is missing', async () => {
    const { code, stdout, stderr } = await scenario.run(['init', 'iris', '--framework', 'sklearn']);
    expect(code).toBe(0);
    expect(stdout + stderr).toMatchInlineSnapshot(`
      "✔ Made a truss in iris
        iris/config.yaml
        iris/examples.yaml
        iris/model/model.py

      Put the model into iris/data/model.joblib: joblib.dump(model, "data/model.joblib")

      Next:
        truss predict iris -d '{"inputs": [[5.1, 3.5, 1.4, 0.2]]}'
        truss serve iris
      "
    `);
  });

  it('answers when the model is there', async () => {
    const missing = await scenario.run(['predict', 'iris', '--env', 'current', '-d', '{"inputs": [[9, 9, 9, 9]]}']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('data/model.joblib');
    execFileSync(python, ['-c', train], { cwd: join(scenario.directory, 'iris') });
    const { code, stdout } = await scenario.run(['predict', 'iris', '--env', 'current', '--example', 'example1']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"predictions":[0],"probabilities":[[1.0,0.0]]}\n' });
  });

  it('names the schema of the config for editors, in its first line', () => {
    const [first] = readFileSync(join(scenario.directory, 'iris/config.yaml'), 'utf8').split('\n');
    expect(first).toBe(`# yaml-language-server: $schema=${CONFIG_SCHEMA_ADDRESS}`);
  });
});

it('refuses a framework that it does not know, and names those that it does', async () => {
  const { code, stderr } = await scenario.run(['init', 'other', '--framework', 'prophet']);
  expect(code).toBe(2);
  expect(stderr).toMatchInlineSnapshot(`
    "✖ The command was not used correctly
      Option '--framework <name>' argument 'prophet' is invalid: expected custom, sklearn, xgboost, lightgbm, pytorch, keras, tensorflow, transformers or onnx.
      → See \`truss init --help\`.
    "
  `);
});
