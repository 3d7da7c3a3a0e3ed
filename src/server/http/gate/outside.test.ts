import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

import { describe, expect, test } from 'vitest';

import type { OutsideOptions, SeenFromOutside } from './outside.ts';
import { Outside } from './outside.ts';

/** How a request from this address looks. */
function seen(
  options: Partial<OutsideOptions>,
  { address = '10.1.2.3', headers = {} }: { address?: string; headers?: Record<string, string> },
): SeenFromOutside {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: address });
  const request = new IncomingMessage(socket);
  request.headers = { host: 'inner:8080', ...headers };
  return new Outside({ trustedProxies: [], rootPath: '', ...options }).of(request);
}

const FORWARDED = {
  'x-forwarded-host': 'api.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-prefix': '/models/',
};

const AS_TOLD = { host: 'api.example', scheme: 'https', prefix: '/models', isProxied: true };
const AS_IT_CAME = { host: 'inner:8080', scheme: 'http', prefix: '', isProxied: false };

describe('what a proxy says', () => {
  test.each([
    ['10.1.2.3', ['10.1.2.3'], AS_TOLD],
    ['10.1.2.3', ['10.0.0.0/8'], AS_TOLD],
    ['::ffff:10.1.2.3', ['10.0.0.0/8'], AS_TOLD],
    ['fd00::1', ['fd00::/8'], AS_TOLD],
    ['192.0.2.1', ['*'], AS_TOLD],
    ['192.0.2.1', ['10.0.0.0/8', 'fd00::/8'], AS_IT_CAME],
    ['10.1.2.3', [], AS_IT_CAME],
  ])('of %s, where %j are believed', (address, trustedProxies, expected) => {
    expect(seen({ trustedProxies }, { address, headers: FORWARDED })).toEqual(expected);
  });

  test('is the last word of a chain, and none where it is no such thing', () => {
    const trustedProxies = ['*'];
    const headers = { 'x-forwarded-host': 'forged.example, api.example', 'x-forwarded-proto': 'gopher' };
    expect(seen({ trustedProxies }, { headers })).toMatchObject({ host: 'api.example', scheme: 'http' });
    const strange = { 'x-forwarded-prefix': '//evil.example/' };
    expect(seen({ trustedProxies, rootPath: '/own' }, { headers: strange }).prefix).toBe('/own');
  });
});

test.each([
  ['/models', '/models/v1/models', '/v1/models'],
  ['/models/', '/models?a=1', '/?a=1'],
  ['/models', '/models', '/'],
  ['/models', '/modelsheet', '/modelsheet'],
  // A proxy that has taken it off.
  ['/models', '/v1/models', '/v1/models'],
  ['', '/v1/models', '/v1/models'],
])('below %s, %s is %s', (rootPath, target, expected) => {
  expect(new Outside({ trustedProxies: [], rootPath }).withoutPrefix(target)).toBe(expected);
});

test.each(['localhost', '10.0.0.0/99', '1.2.3.4/8/8', 'proxy.example'])('%s is no address', (name) => {
  expect(() => new Outside({ trustedProxies: [name], rootPath: '' })).toThrow(/is no address and no network/);
});
