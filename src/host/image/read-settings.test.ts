import { expect, test } from 'vitest';

import { readSettings } from './read-settings.ts';

test('where nothing is said, an image serves /app to everybody who can connect', () => {
  expect(readSettings([], {})).toEqual({
    directory: '/app',
    modelName: null,
    stage: null,
    python: 'python3',
    host: '0.0.0.0',
    port: 8080,
    grpcPort: null,
    workers: null,
    tokens: null,
    ui: null,
    mcp: null,
    tlsCert: null,
    tlsKey: null,
    linger: 0,
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

test('what platforms set counts where nothing is said to us, and a name of the container is no address', () => {
  expect(readSettings([], { PORT: '9001', HOSTNAME: '3e8de8a8ccac' })).toMatchObject({ port: 9001, host: '0.0.0.0' });
  expect(readSettings([], { HOSTNAME: '127.0.0.1' })).toMatchObject({ host: '127.0.0.1' });
  expect(readSettings([], { PORT: '9001', TRUSS_PORT: '9002' })).toMatchObject({ port: 9002 });
  expect(readSettings(['--port', '1'], { PORT: '9001' })).toMatchObject({ port: 1 });
});

test('the arguments of KServe are understood', () => {
  const words = ['--model_name=iris', '--http_port', '9000', '--grpc_port=9001'];
  expect(readSettings(words, {})).toMatchObject({ modelName: 'iris', port: 9000, grpcPort: 9001 });
});

test('a health check asks below the path that the server knows, however that was written', () => {
  expect(readSettings([], { TRUSS_ROOT_PATH: 'models/', TRUSS_HOST: '[::1]' })).toMatchObject({
    rootPath: '/models',
    host: '::1',
  });
});

test('help is no setting', () => {
  expect(readSettings(['--port', 'x', '--help'], {})).toBeNull();
});

test.each([
  [['--port', '65536'], {}, '--port is "65536": expected a whole number from 0 to 65535.'],
  [[], { TRUSS_WORKERS: '0' }, 'TRUSS_WORKERS is "0": expected a whole number from 1 to 1024.'],
  [[], { TRUSS_ROOT_PATH: 'http://a/b' }, 'TRUSS_ROOT_PATH is "http://a/b": expected a path such as /models.'],
  [['a', 'b'], {}, 'One truss is served, and several are named.'],
  [['--prot', '1'], {}, "Unknown option '--prot'."],
  [['--port'], {}, "Option '--port <value>' argument missing"],
])('%j with %j is wrong use', (words, variables, message) => {
  expect(() => readSettings(words, variables)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
});
