import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { temporaryTruss } from '../../../test/support/temporary-home.ts';
import { trustedAddress } from './certificate-host.ts';
import { curlLine } from './curl-line.ts';

/** The path of a certificate for these names. */
function certificate(names: string): string {
  const directory = temporaryTruss({ 'config.yaml': '' });
  const words = 'req -x509 -newkey rsa:2048 -nodes -days 3 -subj /CN=any -keyout key.pem -out cert.pem -addext';
  execFileSync('openssl', [...words.split(' '), `subjectAltName=${names}`], { cwd: directory, stdio: 'ignore' });
  return join(directory, 'cert.pem');
}

const URL = 'https://127.0.0.1:8080';

it.each([
  ['DNS:localhost', 'https://localhost:8080', null],
  ['DNS:example.com,DNS:localhost', 'https://localhost:8080', null],
  ['IP:127.0.0.1', URL, null],
  ['DNS:example.com,DNS:other.com', 'https://example.com:8080', 'example.com:8080:127.0.0.1'],
  ['DNS:*.example.com', 'https://www.example.com:8080', 'www.example.com:8080:127.0.0.1'],
  ['IP:10.0.0.1', URL, null],
])('a server with a certificate for %s is asked as %s', async (names, url, resolve) => {
  expect(await trustedAddress(URL, certificate(names))).toEqual({ url, resolve });
});

it('is as it is without a certificate, or with one that cannot be read', async () => {
  expect(await trustedAddress(URL, null)).toEqual({ url: URL, resolve: null });
  expect(await trustedAddress(URL, '/no/such/file')).toEqual({ url: URL, resolve: null });
});

it('stands in the line that is printed', () => {
  const trusted = { url: 'https://example.com:8080', resolve: 'example.com:8080:127.0.0.1' };
  const line = curlLine({ ...trusted, certificate: 'c.pem', needsToken: false }, 'm', { method: 'predict', json: '1' });
  expect(line).toBe(
    "curl -X POST https://example.com:8080/v1/models/m:predict --resolve example.com:8080:127.0.0.1 --cacert c.pem -H 'Content-Type: application/json' -d 1",
  );
});
