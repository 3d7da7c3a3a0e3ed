// Files that come through a proxy, and from servers whose certificates only a bundle of one's own vouches for.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { temporaryTruss } from '../../../../test/support/temporary-home.ts';
import { openNetwork, requireProxies } from './network.ts';
import { openUrl } from './open-url.ts';

const run = promisify(execFile);
const TLS = resolve(import.meta.dirname, '../../../../test/support/tls');
/** Certificates that vouch for themselves; each is its own authority. */
const certificate = (name: string): string => join(TLS, `${name}.crt`);

let plain: Server;
let secure: ReturnType<typeof createHttps>;
let proxy: Server;
/** What the proxy was asked for. */
const passed: string[] = [];

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  plain = createServer((_, response) => response.end('plain')).listen(0, '127.0.0.1');
  const key = readFileSync(join(TLS, 'first.key'));
  const options = { key, cert: readFileSync(certificate('first')) };
  secure = createHttps(options, (_, response) => response.end('secure')).listen(0, '127.0.0.1');
  proxy = createServer((request, response) => {
    passed.push(request.url ?? '');
    httpRequest({ port: portOf(plain), path: '/' }, (answer: IncomingMessage) => answer.pipe(response)).end();
  }).listen(0, '127.0.0.1');
  proxy.on('connect', (request: IncomingMessage, socket) => {
    passed.push(request.url ?? '');
    const tunnel = connect(portOf(secure), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      tunnel.pipe(socket).pipe(tunnel);
    });
    for (const each of [tunnel, socket]) each.on('error', () => undefined);
  });
  await Promise.all([plain, secure, proxy].map((server) => once(server, 'listening')));
});
afterAll(() => {
  for (const server of [plain, secure, proxy]) {
    server.close();
    server.closeAllConnections();
  }
});

async function fetched(url: string, variables: Record<string, string>): Promise<string> {
  passed.length = 0;
  const network = await openNetwork(variables);
  onTestFinished(() => network.close());
  const answer = await openUrl(network, { url, signal: AbortSignal.timeout(30_000) });
  return Buffer.concat(await answer.toArray()).toString();
}

const proxied = (): Record<string, string> => {
  const address = `http://127.0.0.1:${portOf(proxy)}`;
  return { HTTP_PROXY: address, HTTPS_PROXY: address };
};

describe('a proxy', () => {
  test('is asked for what lies behind it', async () => {
    expect(await fetched('http://weights.example/w.bin', proxied())).toBe('plain');
    expect(passed).toEqual(['http://weights.example/w.bin']);
  });

  test('lets through what it cannot read', async () => {
    const bundle = { SSL_CERT_FILE: certificate('first') };
    expect(await fetched('https://localhost:4433/w.bin', { ...proxied(), ...bundle })).toBe('secure');
    expect(passed).toEqual(['localhost:4433']);
  });

  test('is passed by where NO_PROXY says so', async () => {
    const near = { ...proxied(), NO_PROXY: '127.0.0.1,.example' };
    expect(await fetched(`http://127.0.0.1:${portOf(plain)}/`, near)).toBe('plain');
    expect(passed).toEqual([]);
  });
});

describe('an authority of one’s own', () => {
  const url = (): string => `https://localhost:${portOf(secure)}/`;

  test.each(['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'AWS_CA_BUNDLE'])(
    'is known by %s',
    async (name) => {
      expect(await fetched(url(), { [name]: certificate('first') })).toBe('secure');
    },
  );

  test('is needed', async () => {
    await expect(fetched(url(), {})).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await expect(fetched(url(), { SSL_CERT_FILE: certificate('second') })).rejects.toThrow();
  });

  test('whose bundle cannot be read is told of by its path', async () => {
    await expect(fetched(url(), { SSL_CERT_FILE: '/nowhere/ca.pem' })).rejects.toMatchObject({
      message: expect.stringContaining('/nowhere/ca.pem'),
    });
  });

  test('is known by NODE_EXTRA_CA_CERTS, also beside another bundle', async () => {
    const program = join(temporaryTruss({}), 'ask.ts');
    const modules = ['network', 'open-url'].map((name) => JSON.stringify(join(import.meta.dirname, `${name}.ts`)));
    writeFileSync(
      program,
      `const [{ openNetwork }, { openUrl }] = [await import(${modules[0]}), await import(${modules[1]})];
const network = await openNetwork(process.env);
const answer = await openUrl(network, { url: process.argv[2], signal: AbortSignal.timeout(30_000) });
process.stdout.write(Buffer.concat(await answer.toArray()));
network.close();`,
    );
    for (const more of [{}, { SSL_CERT_FILE: certificate('second') }]) {
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate('first'), ...more };
      const { stdout } = await run(process.execPath, [program, url()], { env });
      expect(stdout).toBe('secure');
    }
  });
});

test.each([
  ['22.18.0', true],
  ['22.21.0', false],
  ['23.11.0', true],
  ['24.4.1', true],
  ['24.5.0', false],
  ['26.0.0', false],
])('Node %s: whether a proxy is refused', (version, isRefused) => {
  const require = (): void => requireProxies({ HTTPS_PROXY: 'http://proxy' }, version);
  if (isRefused) expect(require).toThrow(expect.objectContaining({ code: 'PLATFORM_UNSUPPORTED' }));
  else expect(require).not.toThrow();
  expect(() => requireProxies({ HTTPS_PROXY: '' }, version)).not.toThrow();
});
