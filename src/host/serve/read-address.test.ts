import { expect, test } from 'vitest';

import { readHost, readRootPath } from './read-address.ts';

test.each([
  ['[::1]', '::1'],
  ['::', '::'],
  ['127.0.0.1', '127.0.0.1'],
])('%s is listened on as %s', (text, host) => {
  expect(readHost(text)).toBe(host);
});

test.each([
  ['/models', '/models'],
  ['models', '/models'],
  ['/models/', '/models'],
  ['a/b:c/', '/a/b:c'],
  ['/', ''],
  ['', ''],
])('%j puts %j before the paths', (text, path) => {
  expect(readRootPath(text)).toBe(path);
});

test.each(['https://api.example/models', '/a b', '/a?b', '/a#b'])('%s is no path', (text) => {
  expect(() => readRootPath(text)).toThrow('expected a path such as /models');
});
