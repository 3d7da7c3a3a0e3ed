import { describe, expect, test } from 'vitest';

import { parseConfig } from '../parse-config.ts';
import { migrateConfig } from './migrate-config.ts';

describe('an old form is replaced, and nothing else', () => {
  test.each([
    ['a version with a dot', 'python_version: "3.11"  # tried\n', 'python_version: py311  # tried\n'],
    ['a version that YAML takes for 3.1', 'python_version: 3.10\n', 'python_version: py310\n'],
    ['a version that nothing runs on', 'python_version: py37\n', 'python_version: py39\n'],
    ['both spellings at once', "python_version: 'py3.9'\n", 'python_version: py39\n'],
    [
      'use_gpu beside an accelerator',
      'resources:\n  # the big one\n  accelerator: A100:2\n  use_gpu: true  # computed\n  cpu: "4"\n',
      'resources:\n  # the big one\n  accelerator: A100:2\n  cpu: "4"\n',
    ],
    [
      'two names of one number',
      'runtime:\n  num_workers: 2 # two\n  workers: 2\n',
      'runtime:\n  num_workers: 2 # two\n',
    ],
    [
      'the old form of a websocket',
      'runtime:\n  is_websocket_endpoint: true\n  predict_concurrency: 4\n',
      'runtime:\n  predict_concurrency: 4\n  transport:\n    kind: websocket\n',
    ],
    ['no websocket', 'runtime:\n  is_websocket_endpoint: false\n', 'runtime:\n'],
    [
      'hf_cache',
      '# weights\nhf_cache:   # of the hub\n  - repo_id: gpt2\n',
      '# weights\nmodel_cache:   # of the hub\n  - repo_id: gpt2\n',
    ],
    [
      'a cache with folders',
      'model_cache:\n- repo_id: a/b # llama\n  revision: abc1\n  use_volume: true\n  volume_folder: b\n  allow_patterns: ["*.json"]\nmodel_name: a\n',
      'model_name: a\n\nweights:\n  - source: hf://a/b@abc1\n    mount_location: /app/model_cache/b\n    auth_secret_name: hf_access_token\n    allow_patterns:\n      - "*.json"\n',
    ],
    [
      'files of the web',
      'external_data:\n- {url: "https://h/x?id=1", local_data_path: w/x.bin, name: x}\n',
      'weights:\n  - name: x\n    source: https://h/x?id=1\n    mount_location: /app/data/w/x.bin\n',
    ],
    ['a map in brackets', '{hf_cache: [], model_name: a}\n', '{model_cache: [], model_name: a}\n'],
  ])('%s', (_, before, after) => {
    const { text, changes } = migrateConfig(before);
    expect(text).toBe(after);
    expect(changes).toHaveLength(1);
    expect(migrateConfig(after)).toEqual({ text: after, changes: [] });
  });
});

test.each([
  ['today', 'python_version: py311\nresources: {use_gpu: true}\nruntime: {workers: 3}\n'],
  ['a number that may have been 3.10 or 3.1', 'python_version: 3.1\n'],
  ['numbers of workers that differ', 'runtime: {workers: 3, num_workers: 2}\n'],
  ['a transport of its own', 'runtime: {is_websocket_endpoint: true, transport: {kind: http}}\n'],
  [
    'a cache without folders',
    'model_cache: [{repo_id: a/b}]\nexternal_data: [{url: "https://h/x.bin", local_data_path: x.bin}]\n',
  ],
  [
    'weights beside a cache',
    'weights: [{source: "hf://a/b", mount_location: /m}]\nmodel_cache: [{repo_id: a/b, use_volume: true, volume_folder: b}]\n',
  ],
  ['a file without an ending', 'external_data: [{url: "https://h/x", local_data_path: x}]\n'],
  ['both names of the cache', 'hf_cache: []\nmodel_cache: []\n'],
  ['no YAML', 'a: [\n'],
  ['nothing', ''],
])('%s stays as it is', (_, text) => {
  expect(migrateConfig(text)).toEqual({ text, changes: [] });
});

test('a config means the same afterwards', () => {
  const before =
    'python_version: 3.9\nresources: {accelerator: T4, use_gpu: true}\nruntime: {workers: 2, num_workers: 2}\n';
  const { text, changes } = migrateConfig(before);
  expect(changes.map(({ path, message }) => `${path}: ${message}`)).toMatchInlineSnapshot(`
    [
      "python_version: the version is written py39",
      "resources.use_gpu: use_gpu follows from accelerator",
      "runtime.workers: workers is another name of num_workers, which is given too",
    ]
  `);
  const [old, migrated] = [before, text].map((each) => parseConfig(each, { file: 'config.yaml' }));
  expect(migrated?.config).toEqual(old?.config);
  expect(migrated?.issues).toEqual(old?.issues);
});
