import { expect, test } from 'vitest';

import { matchRoute } from './match-route.ts';

test.each([
  ['GET', '/', '/', ''],
  ['HEAD', '/v1/models', '/v1/models', ''],
  ['GET', '/v1/models/iris', '/v1/models/{name}', 'iris'],
  ['GET', '/v1/models/a%2Fb', '/v1/models/{name}', 'a/b'],
  ['GET', '/v1/models/iris/loaded', '/v1/models/{name}/loaded', 'iris'],
  ['POST', '/v1/models/iris:predict', '/v1/models/{name}:predict', 'iris'],
])('%s %s is %s', (method, path, route, name) => {
  expect(matchRoute(method, path)).toMatchObject({
    kind: 'found',
    route: { path: route },
    parameters: name === '' ? {} : { name },
  });
});

test.each([
  ['POST', '/', ['GET', 'HEAD']],
  ['GET', '/v1/models/iris:predict', ['POST']],
  ['PUT', '/v1/models/iris', ['GET', 'HEAD']],
])('%s %s is another method', (method, path, allowed) => {
  expect(matchRoute(method, path)).toMatchObject({ kind: 'wrongMethod', allowed });
});

test.each(['/v1', '/v1/models/', '/v1/models/iris/', '/v1/models/a/b', '/v1/models/:predict', '//', '', '*'])(
  '%s is nothing',
  (path) => {
    expect(matchRoute('GET', path)).toEqual({ kind: 'unknown' });
  },
);
