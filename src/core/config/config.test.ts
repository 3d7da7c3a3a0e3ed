import { expect, test } from 'vitest';

import { defaultConfig } from './config.ts';
import { parseConfig } from './parse-config.ts';

/** What `init` of 2022 wrote: every field, sorted. */
const CONFIG_OF_2022 = `data_dir: data
description: null
environment_variables: {}
examples_filename: examples.yaml
input_type: Any
model_class_filename: model.py
model_class_name: Model
model_framework: custom
model_metadata: {}
model_module_dir: model
model_name: null
model_type: custom
python_version: py39
requirements: []
resources:
  cpu: 500m
  memory: 512Mi
  use_gpu: false
secrets: {}
system_packages: []
`;

/** What `init` of 2026 writes, and the fields that its users set most. */
const CONFIG_OF_2026 = `# yaml-language-server: $schema=https://example.org/config.schema.json
model_name: My model
python_version: py311
requirements:
- torch==2.2.0
resources:
  accelerator: A10G
  cpu: '4'
  memory: 16Gi
  use_gpu: true
runtime:
  predict_concurrency: 8
  streaming_read_timeout: 120
  transport: {kind: http}
build_commands: [echo built]
base_image: {image: "python:3.11", python_executable_path: /usr/bin/python3}
model_metadata: {example_model_input: {prompt: hello}}
secrets: {hf_access_token: null}
system_packages: [ffmpeg]
spec_version: "2.0"
`;

test('the defaults', () => {
  const { resources, runtime, model_module_dir, data_dir, examples_filename, python_version } = defaultConfig();
  expect({ model_module_dir, data_dir, examples_filename, python_version }).toEqual({
    model_module_dir: 'model',
    data_dir: 'data',
    examples_filename: 'examples.yaml',
    python_version: null,
  });
  expect(resources).toMatchObject({ cpu: '1', memory: '2Gi', use_gpu: false, accelerator: null });
  expect(runtime).toMatchObject({
    num_workers: 1,
    workers: 1,
    predict_concurrency: 1,
    request_timeout: 3600,
    streaming_read_timeout: 60,
    max_queue: 1000,
    max_body: 100 * 2 ** 20,
    warmup: 'first',
    batching: null,
  });
});

test.each([
  [
    '2022',
    CONFIG_OF_2022,
    { python_version: 'py39', resources: { cpu: '500m', memory: '512Mi' }, model_type: 'custom' },
  ],
  [
    '2026',
    CONFIG_OF_2026,
    { python_version: 'py311', runtime: { predict_concurrency: 8, streaming_read_timeout: 120 } },
  ],
])('a config of %s loads, and nothing is said but what is for images', (_, text, expected) => {
  const { config, issues } = parseConfig(text, { file: 'config.yaml' });
  expect(issues.filter(({ code }) => code !== 'CONFIG_IMAGE_ONLY')).toEqual([]);
  expect(config).toMatchObject(expected);
});
