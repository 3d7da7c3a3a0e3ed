import { expect, test } from 'vitest';

import { parseConfig } from '../parse-config.ts';
import { renderWholeConfig, withoutSecretValues } from './show-config.ts';

const TEXT = `model_name: "yes"
python_version: 3.11
requirements: [numpy]
environment_variables: {RATE: 1.10}
secrets: {api_key: null, token: hunter2}
resources: {accelerator: T4}
runtime: {request_timeout: 500ms, max_body: 1Mi, workers: 2, batching: {}}
signature: {inputs: [{name: x, datatype: FP64, shape: [-1, 2]}]}
own_key: {kept: true}
`;

test('the whole config means what the written one means', () => {
  const { config } = parseConfig(TEXT, { file: 'config.yaml' });
  const text = renderWholeConfig(config!);
  expect(parseConfig(text, { file: 'config.yaml' }).config).toEqual(config);
  expect(text).toContain('request_timeout: 0.5\n');
  expect(text).toContain('shape: [-1, 2]\n');
});

test('no value of a secret is shown', () => {
  const { config } = parseConfig(TEXT, { file: 'config.yaml' });
  const shown = withoutSecretValues(config!);
  expect(shown.secrets).toEqual({ api_key: null, token: '(hidden)' });
  expect(JSON.stringify(shown)).not.toContain('hunter2');
});
