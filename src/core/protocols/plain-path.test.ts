import { expect, test } from 'vitest';

import { plainPath } from './plain-path.ts';

test.each([
  ['/v1/models/m:predict', '/v1/models/m:predict'],
  ['/v1/models/m%3Apredict?a=%3A', '/v1/models/m:predict'],
  ['/v1/models/m%3apredict', '/v1/models/m:predict'],
  ['/v2/models/%69r%2Dis/infer', '/v2/models/ir-is/infer'],
  // These would make another path of it.
  ['/a%2Fb%3Fc%23d%25e', '/a%2Fb%3Fc%23d%25e'],
  ['/a%20b%C3%A9%00', '/a%20b%C3%A9%00'],
  ['/a%', '/a%'],
  ['/a%zz%3', '/a%zz%3'],
  ['', ''],
])('%s is %s', (url, path) => {
  expect(plainPath(url)).toBe(path);
});
