import { expect, test } from 'vitest';

import { readSettings } from './read-settings.ts';

test('where nothing is said, an image serves /app to everybody who can connect', () => {
  expect(readSettings([], {})).toEqual({
    directory: '/app',
    python: 'python3',
    host: '0.0.0.0',
    port: 8080,
    grpcPort: null,
    workers: null,
    tokens: null,
    tlsCert: null,
    tlsKey: null,
    drainTimeout: 25,
    trustedProxies: null,
    rootPath: null,
  });
});

test('an argument wins over its variable, and an empty variable says nothing', () => {
  const variables = { TRUSS_DIRECTORY: '/models/a', TRUSS_PORT: '9000', TRUSS_WORKERS: '4', TRUSS_HOST: '' };
  expect(readSettings(['/models/b', '--port=0', '--tls-key', 'key.pem'], variables)).toMatchObject({
    directory: '/models/b',
    port: 0,
    workers: 4,
    host: '0.0.0.0',
    tlsKey: 'key.pem',
  });
});

test('help is no setting', () => {
  expect(readSettings(['--port', 'x', '--help'], {})).toBeNull();
});

test.each([
  [['--port', '65536'], {}, '--port is "65536": expected a whole number from 0 to 65535.'],
  [[], { TRUSS_WORKERS: '0' }, 'TRUSS_WORKERS is "0": expected a whole number from 1 to 1024.'],
  [['a', 'b'], {}, 'One truss is served, and several are named.'],
  [['--prot', '1'], {}, "Unknown option '--prot'."],
  [['--port'], {}, "Option '--port <value>' argument missing"],
])('%j with %j is wrong use', (words, variables, message) => {
  expect(() => readSettings(words, variables)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
});
