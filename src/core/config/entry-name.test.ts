import { expect, it } from 'vitest';

import { directoryName, entryName } from './entry-name.ts';

it.each([
  [null, 'model'],
  ['', 'model'],
  ['iris_rfc', 'iris_rfc'],
  ['Churn, weekly (v2)', 'churn-weekly-v2'],
  ['Prévision été', 'prevision-ete'],
  ['模型', 'model'],
])('%j is served as %s', (modelName, name) => {
  expect(entryName(modelName)).toBe(name);
});

it.each([
  ['iris_rfc', 'iris-rfc'],
  ['Churn (v2)', 'churn-v2'],
  ['sklearn-4F7Q2A', 'sklearn-4f7q2a'],
  ['model', null],
  ['模型', null],
  ['', null],
])('a truss in the directory %j is called %j', (directory, name) => {
  expect(directoryName(directory)).toBe(name);
});
