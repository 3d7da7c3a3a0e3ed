// Bodies that come straight from the socket, whoever sends and takes them.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, onTestFinished, test } from 'vitest';

import { openNetwork } from './network.ts';
import { openHttpFile } from './open-http-file.ts';
import type { OpenedFile } from './remote-file.ts';

const TLS = resolve(import.meta.dirname, '../../../../test/support/tls');
const CERTIFICATE = join(TLS, 'first.crt');
const BYTES = randomBytes(40_000_001);

async function serve(listener: RequestListener, isSecure = false): Promise<string> {
  const server: Server = isSecure
    ? createSecureServer({ key: readFileSync(join(TLS, 'first.key')), cert: readFileSync(CERTIFICATE) }, listener)
    : createServer(listener);
  server.listen(0);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `${isSecure ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}/`;
}

const whole: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': BYTES.length }).end(BYTES);
};

async function open(url: string, missing = BYTES.length): Promise<OpenedFile['body']> {
  const network = await openNetwork({ SSL_CERT_FILE: CERTIFICATE });
  onTestFinished(() => network.close());
  const asked = openHttpFile({ network, sign: (headers) => Promise.resolve({ url, headers }) });
  const { body } = await asked({ offset: 0, state: null, missing }, AbortSignal.timeout(60_000));
  return body;
}

interface Read {
  readonly sha256: string;
  readonly length: number;
  readonly pieces: number;
  readonly shared: number;
}

/** Looks at each piece as late as may be: when the next one is there, before the one after that is asked for. */
async function read(
  body: AsyncIterable<Uint8Array>,
  each: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Read> {
  const hash = createHash('sha256');
  let [length, pieces, shared] = [0, 0, 0];
  let former: Uint8Array | null = null;
  for await (const piece of body) {
    pieces += 1;
    length += piece.length;
    if (piece.buffer instanceof SharedArrayBuffer) shared += 1;
    await each();
    if (former !== null) hash.update(former);
    former = piece;
  }
  if (former !== null) hash.update(former);
  return { sha256: hash.digest('hex'), length, pieces, shared };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test.each([false, true])('come whole, whoever is slow, in megabytes of shared memory (TLS: %s)', async (isSecure) => {
  const url = await serve(whole, isSecure);
  for (const each of [(): Promise<unknown> => Promise.resolve(), (): Promise<unknown> => sleep(5)]) {
    const found = await read(await open(url), each);
    expect([found.sha256, found.length, found.shared]).toEqual([sha256(BYTES), BYTES.length, found.pieces]);
    expect(found.pieces).toBeGreaterThan(38);
  }
});

test.each([false, true])('whoever takes nothing lets the sender wait (TLS: %s)', async (isSecure) => {
  let isSent = false;
  const url = await serve((request, response) => {
    response.on('finish', () => (isSent = true));
    whole(request, response);
  }, isSecure);
  const body = await open(url);
  await sleep(300);
  expect(isSent).toBe(false);
  expect((await read(body)).sha256).toBe(sha256(BYTES));
});

test('what comes slowly is there before a megabyte is', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': BYTES.length });
    const timer = setInterval(() => response.write(BYTES.subarray(0, 1000)), 20);
    response.on('close', () => clearInterval(timer));
  });
  const body = await open(url);
  for await (const piece of body) {
    expect(piece.length).toBeLessThan(100_000);
    break;
  }
  body.destroy();
});

test('where a server sends another length than it says, no more is taken, and what has come is there', async () => {
  const short = await serve((_, response) => {
    response.writeHead(200, { 'content-length': BYTES.length });
    response.write(BYTES.subarray(0, 5_500_000), () => setTimeout(() => response.destroy(), 50));
  });
  const body = await open(short);
  let length = 0;
  await expect(
    (async () => {
      for await (const piece of body) length += piece.length;
    })(),
  ).rejects.toThrow(/aborted/);
  expect(length).toBe(5_500_000);
  const long = await serve((_, response) => {
    response.socket?.end(
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 3000000\r\n\r\n'), BYTES.subarray(0, 4_000_000)]),
    );
  });
  expect(await read(await open(long))).toMatchObject({
    length: 3_000_000,
    sha256: sha256(BYTES.subarray(0, 3_000_000)),
  });
  const empty = await serve((_, response) => response.writeHead(200, { 'content-length': 0 }).end());
  expect(await read(await open(empty))).toMatchObject({ length: 0 });
});

test('a body of chunks, and one that is not worth it, come as Node gives them', async () => {
  const chunked = await serve((_, response) => response.end(BYTES));
  const found = await read(await open(await serve((_, response) => void response.write(BYTES, () => response.end()))));
  expect([found.sha256, found.shared]).toEqual([sha256(BYTES), 0]);
  expect(await read(await open(chunked, 1000))).toMatchObject({ sha256: sha256(BYTES), shared: 0 });
});
