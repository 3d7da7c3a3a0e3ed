import { expect, test } from 'vitest';

import { originForm } from './origin-form.ts';

test.each([
  ['/v1/models?a=http://b/c', '/v1/models?a=http://b/c'],
  ['http://host:8080/v1/models/iris:predict', '/v1/models/iris:predict'],
  ['HTTPS://host/', '/'],
  ['http://host', '/'],
  ['http://host?a=1', '/?a=1'],
  ['*', '*'],
  ['//host/path', '//host/path'],
])('%s is %s', (target, path) => {
  expect(originForm(target)).toBe(path);
});
