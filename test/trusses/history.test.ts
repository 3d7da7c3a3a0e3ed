import { expect, test } from 'vitest';

import { parseConfig } from '../../src/core/config/parse-config.ts';
import { HISTORY } from './history.ts';

test.each(HISTORY)('$since: $form', ({ text, told = [], refused }) => {
  const { config, issues } = parseConfig(text, { file: 'config.yaml' });
  expect(issues.map(({ path }) => path).toSorted()).toEqual([...told].toSorted());
  const errors = issues.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  expect(errors).toEqual(refused === undefined ? [] : [expect.stringMatching(refused)]);
  expect(config === null).toBe(refused !== undefined);
});
