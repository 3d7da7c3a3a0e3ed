import { execFileSync } from 'node:child_process';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';

import { Client, credentials } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';

import { serveModel } from '../../../test/support/served-model.ts';

const MODEL = 'class Model:\n    def predict(self, request):\n        return request\n';

const asIs = (bytes: Buffer): Buffer => bytes;

/** Whether the server says over gRPC that it lives. */
function isLive(port: number): Promise<boolean> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  const method = '/inference.GRPCInferenceService/ServerLive';
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(method, asIs, asIs, Buffer.alloc(0), (error, answer) =>
      error === null ? resolve(answer?.[1] === 1) : reject(error),
    );
  });
}

test('connections that come while it is loaded are all served, and one that breaks meanwhile harms nobody', async () => {
  const { port, ready } = await serveModel(MODEL);
  await ready;
  const broken = connectSocket(port, '127.0.0.1');
  broken.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  setImmediate(() => broken.resetAndDestroy());
  expect(await Promise.all([isLive(port), isLive(port), isLive(port)])).toEqual([true, true, true]);
  expect(await isLive(port)).toBe(true);
});

test('a server that is asked nothing over gRPC has loaded nothing of it', () => {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const { startServer } = await import(${JSON.stringify(join(import.meta.dirname, '../main.ts'))});
    const { pino } = await import('pino');
    const server = await startServer({ entries: [], host: '127.0.0.1', port: 0, dev: false, logger: pino({ level: 'silent' }) });
    await fetch(server.url);
    await server.drain();
    console.log(JSON.stringify(loaded.filter((url) => /grpc-js|protobuf|grpc-server/.test(url))));
    process.exit();
  `;
  const words = ['--input-type=module', '--eval', program];
  expect(JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', cwd: import.meta.dirname }))).toEqual([]);
});
