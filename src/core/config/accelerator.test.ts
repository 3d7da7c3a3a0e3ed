import { expect, test } from 'vitest';

import { acceleratorOf } from './accelerator.ts';
import { parseConfig } from './parse-config.ts';

test.each([
  ['{accelerator: "H100:2"}', { name: 'H100', count: 2 }],
  ['{accelerator: A10G}', { name: 'A10G', count: 1 }],
  ['{accelerator: "H100_40GB:16"}', { name: 'H100_40GB', count: 16 }],
  ['{use_gpu: true}', null],
  ['{}', null],
])('%s means %j', (resources, expected) => {
  const { config } = parseConfig(`resources: ${resources}\n`, { file: 'config.yaml' });
  expect(acceleratorOf(config!)).toEqual(expected);
});
