import { expect, test } from 'vitest';

import { fileName, parseAddress, publicAddress } from './address.ts';

const hub = { kind: 'hf', repoType: 'model', repo: 'org/name', path: '', revision: null };

test.each([
  ['hf://org/name', hub],
  ['hf://org/name@v1.0', { ...hub, revision: 'v1.0' }],
  ['hf://org/name@refs/pr/7', { ...hub, revision: 'refs/pr/7' }],
  ['hf://gpt2@main', { ...hub, repo: 'gpt2', revision: 'main' }],
  ['hf://org/name/sub/folder@main', { ...hub, path: 'sub/folder', revision: 'main' }],
  ['hf://datasets/org/name', { ...hub, repoType: 'dataset' }],
  ['hf://datasets', { ...hub, repo: 'datasets' }],
  ['https://host/a/b.bin?x=1', { kind: 'https', url: 'https://host/a/b.bin?x=1' }],
  ['s3://bucket/a//b/', { kind: 's3', cloud: 'aws', bucket: 'bucket', prefix: 'a/b' }],
  ['s3://bucket', { kind: 's3', cloud: 'aws', bucket: 'bucket', prefix: '' }],
  ['r2://account.bucket/a', { kind: 's3', cloud: 'r2', bucket: 'account.bucket', prefix: 'a' }],
  ['cw://bucket/a', { kind: 's3', cloud: 'coreweave', bucket: 'bucket', prefix: 'a' }],
  ['gs://bucket/a', { kind: 'gs', bucket: 'bucket', prefix: 'a' }],
  ['azure://account/container/a/b', { kind: 'azure', account: 'account', container: 'container', prefix: 'a/b' }],
  ['file:///data/models/', { kind: 'file', path: '/data/models' }],
])('%s', (source, address) => {
  expect(parseAddress(source)).toEqual(address);
});

test.each(['ftp://a/b', 'hf://', 'hf://a/b@', 's3:///a', 'azure://account', 'file://relative', 'nothing'])(
  '%s is none',
  (source) => {
    expect(parseAddress(source)).toBeNull();
  },
);

test.each([
  ['https://host/a?x=1&page=2', 'https://host/a?x=1&page=2'],
  ['https://user:pass@host/a', 'https://host/a'],
  ['https://host/a?X-Amz-Signature=abc&X-Amz-Date=1&id=7', 'https://host/a?id=7'],
  ['https://host/a?sv=2024&sp=r&sig=abc', 'https://host/a'],
  ['https://host/a?access_token=abc', 'https://host/a'],
  ['hf://org/name@main', 'hf://org/name@main'],
])('%s is shown as %s', (source, shown) => {
  expect(publicAddress(source)).toBe(shown);
});

test.each([
  ['https://host/a/my%20model.bin?x=1', 'my model.bin'],
  ['https://host/a/b%2Fc', 'b_c'],
  ['https://host/', 'file'],
  ['https://host/%E0%A4%A', '%E0%A4%A'],
])('the file of %s is called %s', (url, name) => {
  expect(fileName(url)).toBe(name);
});
