import { expect, it } from 'vitest';

import { entryName } from './entry-name.ts';

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
