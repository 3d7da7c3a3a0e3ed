import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import path from 'node:path';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

import { expect, test } from 'vitest';

import { grpcClient } from '../../../test/support/grpc-client.ts';
import { modelEntry, serveEntries } from '../../../test/support/served-model.ts';
import type { ServedModel } from '../../../test/support/served-model.ts';
import { temporaryTruss } from '../../../test/support/temporary-home.ts';
import { GRPCInferenceService as Inference } from '../../core/protocols/generated/inference/grpc_service_pb.js';

const ECHO = 'class Model:\n    def predict(self, body):\n        return body\n';
const FIXTURES = path.resolve(import.meta.dirname, '../../../test/support/tls');

test('what is spoken inside is what is spoken without', async () => {
  const { served } = await encrypted();
  expect(served.url).toMatch(/^https:/);
  expect(await ask(served, 'first')).toEqual({ status: 'alive' });
  await expect(ask(served, 'second')).rejects.toThrow(/self-signed/);
});

test('a client that speaks HTTP is told that this port wants HTTPS', async () => {
  const { served } = await encrypted();
  const response = await fetch(`http://127.0.0.1:${served.port}/v1/models`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: expect.stringContaining('speaks HTTPS') as string });
  expect(await ask(served, 'first')).toEqual({ status: 'alive' });
});

test('HTTP/1.1 is chosen where it is offered, HTTP/2 where nothing else is', async () => {
  const { served } = await encrypted();
  const choose = async (...ALPNProtocols: string[]): Promise<string | false | null> => {
    const socket = await handshake(served, ALPNProtocols);
    socket.destroy();
    return socket.alpnProtocol;
  };
  expect(await choose('h2', 'http/1.1')).toBe('http/1.1');
  expect(await choose('h2')).toBe('h2');
  expect(await choose()).toBe(false);
  await expect(choose('spdy/3')).rejects.toThrow(/alert/);
});

test('gRPC is spoken inside too', async () => {
  const { served } = await encrypted();
  const client = grpcClient(served.port, readFileSync(path.join(FIXTURES, 'first.crt')));
  expect(await client.call(Inference.method.serverLive, {})).toMatchObject({ live: true });
  const stranger = grpcClient(served.port, readFileSync(path.join(FIXTURES, 'second.crt')));
  await expect(stranger.call(Inference.method.serverLive, {})).rejects.toThrow(/UNAVAILABLE/);
});

test('a renewed certificate is taken without a restart; a broken one is not', async () => {
  const { served, directory } = await encrypted();
  writeFileSync(path.join(directory, 'crt'), 'broken');
  await served.log.until(/cannot be used/);
  expect(await ask(served, 'first')).toEqual({ status: 'alive' });
  place('second', directory);
  await served.log.until(/was read again/);
  expect(await ask(served, 'second')).toEqual({ status: 'alive' });
});

test('a certificate that is none is refused at start', async () => {
  const directory = temporaryTruss({ crt: 'broken', key: 'broken' });
  const tls = { certificate: path.join(directory, 'crt'), key: path.join(directory, 'key') };
  await expect(serveEntries([modelEntry(ECHO)], { tls })).rejects.toMatchObject({ code: 'SERVER_CERTIFICATE_INVALID' });
  const missing = { ...tls, key: path.join(directory, 'nothing') };
  await expect(serveEntries([modelEntry(ECHO)], { tls: missing })).rejects.toMatchObject({
    code: 'SERVER_CERTIFICATE_INVALID',
  });
});

async function encrypted(): Promise<{ served: ServedModel; directory: string }> {
  const directory = temporaryTruss({});
  place('first', directory);
  const tls = { certificate: path.join(directory, 'crt'), key: path.join(directory, 'key') };
  const served = await serveEntries([modelEntry(ECHO)], { tls });
  await served.ready;
  return { served, directory };
}

/** The key first: a pair that does not fit together is no certificate yet. */
function place(name: string, directory: string): void {
  copyFileSync(path.join(FIXTURES, `${name}.key`), path.join(directory, 'key'));
  copyFileSync(path.join(FIXTURES, `${name}.crt`), path.join(directory, 'crt'));
}

async function ask({ url }: ServedModel, trusted: string): Promise<unknown> {
  const agent = new Agent({ ca: readFileSync(path.join(FIXTURES, `${trusted}.crt`)) });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  get(url, { agent }, (response) => {
    response.once('data', (body: Buffer) => resolve(JSON.parse(body.toString())));
  }).on('error', reject);
  return promise.finally(() => agent.destroy());
}

async function handshake({ port }: ServedModel, ALPNProtocols: string[]): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const ca = readFileSync(path.join(FIXTURES, 'first.crt'));
  const socket = connect({ host: '127.0.0.1', port, ca, ALPNProtocols });
  socket.once('secureConnect', () => resolve(socket)).once('error', reject);
  return promise;
}
