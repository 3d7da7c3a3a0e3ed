import { expect, test } from 'vitest';

import { parseConfig } from '../config/parse-config.ts';
import { plannedWeights } from './planned-weights.ts';

function planned(text: string) {
  const { config } = parseConfig(text, { file: 'config.yaml' });
  if (config === null) throw new Error('the config is not valid');
  return plannedWeights(config);
}

const file = (path: string) => ({ kind: 'data', path, isFile: true });
const mount = (path: string, isFile = false) => ({ kind: 'mount', path, isFile });

test.each([
  [
    'weights of today',
    'weights: [{source: "hf://a/b@main", mount_location: /models/b, auth_secret_name: token, allow_patterns: ["*.json"]}]',
    { name: 'b', source: 'hf://a/b@main', place: mount('/models/b'), secret: 'token', allow: ['*.json'], ignore: null },
  ],
  [
    'a secret in auth',
    'weights: [{source: "s3://a/b", mount_location: /m/, auth: {auth_method: CUSTOM_SECRET, auth_secret_name: aws}}]',
    { name: 'm', place: mount('/m'), secret: 'aws' },
  ],
  ['a name of its own', 'weights: [{name: llama, source: "hf://a/b", mount_location: /m}]', { name: 'llama' }],
  [
    'a cache with a volume',
    'model_cache: [{repo_id: a/b, revision: abc1, use_volume: true, volume_folder: b-1}]',
    { name: 'b-1', source: 'hf://a/b@abc1', place: mount('/app/model_cache/b-1'), secret: 'hf_access_token' },
  ],
  ['a cache without', 'model_cache: [{repo_id: a/b}]', { name: 'b', source: 'hf://a/b', place: { kind: 'hub' } }],
  ['a cache of 2023', 'hf_cache: [{repo_id: a/b}]', { name: 'b', source: 'hf://a/b', place: { kind: 'hub' } }],
  [
    'a cache of a bucket',
    'model_cache: [{repo_id: my-bucket/x, kind: gcs}]',
    { name: 'my-bucket', source: 'gs://my-bucket/x', place: mount('/app/model_cache/my-bucket') },
  ],
  [
    'a cache of a bucket with its scheme',
    'model_cache: [{repo_id: "s3://my-bucket/x", kind: s3, use_volume: true, volume_folder: x}]',
    { source: 's3://my-bucket/x', place: mount('/app/model_cache/x') },
  ],
  [
    'files of 2023',
    'external_data: [{url: "https://host/w.bin", local_data_path: sub/w.bin}]',
    { name: 'w-bin', source: 'https://host/w.bin', place: file('sub/w.bin'), secret: null },
  ],
  [
    'files of 2023 as weights',
    'weights: [{source: "https://host/x.bin", mount_location: /app/data/sub/w.bin}]',
    { place: file('sub/w.bin') },
  ],
  [
    'a file of 2023 that is called otherwise',
    'weights: [{source: "https://host/x?id=1", mount_location: /app/data/w.bin}]',
    { place: file('w.bin') },
  ],
  [
    'a directory with one file',
    'weights: [{source: "https://host/x.bin?a=b.c", mount_location: /models/x}]',
    { place: mount('/models/x') },
  ],
  [
    'a path of a file',
    'weights: [{source: "https://host/x", mount_location: /models/x}]',
    { place: mount('/models/x', true) },
  ],
])('%s', (_, text, expected) => {
  expect(planned(text)).toMatchObject([expected]);
});

test('those that would be called alike are told apart', () => {
  const items = ['/a/model', '/b/model', '/c/other'].map((path) => `{source: "hf://a/b", mount_location: ${path}}`);
  expect(planned(`weights: [${items.join(', ')}]`).map(({ name }) => name)).toEqual(['a-model', 'b-model', 'other']);
});
