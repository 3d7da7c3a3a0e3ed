// Every start is a valid truss whose code Python compiles; those whose framework is here answer with a real model.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { homeVariables, temporaryTruss, useTemporaryHome } from '../../../../../test/support/temporary-home.ts';
import { checkProject } from '../../check/check-project.ts';
import { readExamples } from '../../examples/read-examples.ts';
import { openProject } from '../../open/open-project.ts';
import { initProject } from '../init-project.ts';
import { FRAMEWORK_NAMES, startFor } from './starts.ts';

const home = useTemporaryHome();

async function python(code: string, directory: string, ...words: string[]): Promise<string> {
  const { TRUSS_PYTHON } = homeVariables(home());
  return (await promisify(execFile)(TRUSS_PYTHON, ['-c', code, ...words], { cwd: directory })).stdout;
}

test.each(FRAMEWORK_NAMES)('%s: the config has no problem and the code compiles', async (framework) => {
  const directory = temporaryTruss({});
  const { written, needs } = await initProject({ directory, framework });
  const { issues } = await checkProject(directory, { strict: true });
  expect(issues).toEqual([]);
  expect(needs === null).toBe(framework === 'custom');
  const files = written.filter((path) => path.endsWith('.py'));
  expect(files).toContain('model/model.py');
  await python('import sys; [compile(open(f).read(), f, "exec") for f in sys.argv[1:]]', directory, ...files);
});

test.each(FRAMEWORK_NAMES)('%s: what the code imports is required', async (framework) => {
  const names: Readonly<Record<string, string>> = { sklearn: 'scikit-learn' };
  const { model, requirements } = startFor(framework);
  const imported = Array.from(model.matchAll(/^(?:import|from) (\w+)/gm), ([, name = '']) => name)
    .filter((name) => !['os', 'pathlib', 'typing', 'network'].includes(name))
    .map((name) => names[name] ?? name);
  // The classes behind a file of joblib are in a package that nothing imports by name; so is what runs a Keras model.
  const unnamed = { sklearn: ['scikit-learn'], keras: ['tensorflow'] }[framework as string] ?? [];
  expect([...new Set([...imported, ...unnamed])].toSorted()).toEqual([...requirements].toSorted());
});

describe('with a model', () => {
  const trained = {
    sklearn: `
import joblib
from sklearn.linear_model import LogisticRegression
model = LogisticRegression().fit([[0, 0, 0, 0], [9, 9, 9, 9]], ["low", "high"])
joblib.dump(model, "data/model.joblib")
`,
    lightgbm: `
import lightgbm, numpy
rows = numpy.arange(400.0).reshape(100, 4)
settings = {"verbose": -1, "min_data_in_leaf": 1}
lightgbm.train(settings, lightgbm.Dataset(rows, rows[:, 0]), 20).save_model("data/model.txt")
`,
  } as const;

  const call = `
import json, pathlib, sys
sys.path[:0] = ["model", "packages"]
from model import Model
model = Model(data_dir=pathlib.Path("data"))
model.load()
print(json.dumps(model.predict(json.loads(sys.argv[1])), default=lambda array: array.tolist()))
`;

  test.each(['sklearn', 'lightgbm'] as const)('%s answers its example', async (framework) => {
    const directory = temporaryTruss({});
    const { needs } = await initProject({ directory, framework });
    await python(trained[framework], directory);
    expect(
      await python('import os, sys; print(os.path.exists(sys.argv[1]))', directory, join('.', needs?.path ?? '')),
    ).toBe('True\n');
    const [example] = await readExamples(await openProject(directory));
    const answer: unknown = JSON.parse(
      await python(call, directory, example !== undefined && 'body' in example ? example.body : ''),
    );
    expect(answer).toMatchObject(
      framework === 'sklearn'
        ? { predictions: ['low'], probabilities: [[expect.any(Number), expect.any(Number)]] }
        : {},
    );
    expect(answer).toHaveProperty('predictions.0');
  });
});
