// The memory of large bodies and answers goes back at once. None of it may be that of another one, which is still under way.
import { createHash, randomBytes } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

import { expect, onTestFinished, test } from 'vitest';

import type { ServedModel } from '../../../test/support/served-model.ts';
import { modelEntry, serveEntries } from '../../../test/support/served-model.ts';

/** Gives back the bytes that came, which are `raw` for both sides. Some requests are slow, so that others overtake them. */
const ECHO = `
import asyncio

class Model:
    async def predict(self, request):
        body = request.read()
        if body[0] % 4 == 0:
            await asyncio.sleep(0.02)
        return body
`;
const PATH = '/v1/models/model:predict';
const RAW = { 'Content-Type': 'image/png' };

async function serve(): Promise<ServedModel> {
  const served = await serveEntries([modelEntry(ECHO, { runtime: { predict_concurrency: 8 } })]);
  await served.ready;
  return served;
}

/** Of sizes around those of the pieces that sockets are read in, and well above. */
function bodies(count: number): Buffer[] {
  const sizes = [65_535, 65_536, 65_537, 100_000, 262_144, 262_145, 700_000, 3_000_000];
  return Array.from({ length: count }, (_, index) => randomBytes(sizes[index % sizes.length] ?? 0));
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function ask(port: number, agent: Agent, body: Buffer, isCoded: boolean): Promise<Buffer> {
  const headers = { ...RAW, ...(isCoded && { 'Content-Encoding': 'gzip' }) };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, agent, method: 'POST', path: PATH, headers }, (response) => {
      resolve(buffer(response));
    });
    request.on('error', reject).end(isCoded ? gzipSync(body) : body);
  });
}

test('each of many large answers is that of its own request, over kept connections', async () => {
  const { port } = await serve();
  const agent = new Agent({ keepAlive: true, maxSockets: 12 });
  onTestFinished(() => agent.destroy());
  const asked = bodies(120);
  const answers = await Promise.all(asked.map((body, index) => ask(port, agent, body, index % 5 === 0)));
  expect(answers.map(digest)).toEqual(asked.map(digest));
});

test('and over one connection of HTTP/2', async () => {
  const { port } = await serve();
  const session = connectHttp2(`http://127.0.0.1:${port}`, { maxSessionMemory: 1000 });
  onTestFinished(() => session.destroy());
  const asked = bodies(48);
  const answers = await Promise.all(asked.map((body) => askHttp2(session, body)));
  expect(answers.map(digest)).toEqual(asked.map(digest));
});

async function askHttp2(session: ClientHttp2Session, body: Buffer): Promise<Buffer> {
  const stream = session.request({ ':method': 'POST', ':path': PATH, 'content-type': RAW['Content-Type'] });
  stream.end(body);
  return buffer(stream);
}

test('and for a client that sends all before it reads, slowly', async () => {
  const { port } = await serve();
  const asked = bodies(40);
  const socket = connect(port, '127.0.0.1').pause();
  onTestFinished(() => void socket.destroy());
  for (const [index, body] of asked.entries()) {
    const last = index === asked.length - 1 ? 'Connection: close\r\n' : '';
    socket.write(
      `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\n${last}Content-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body);
  }
  // Until the system has taken all that it takes of answers which nobody reads.
  await new Promise((resolve) => void setTimeout(resolve, 500));
  const pieces: Buffer[] = [];
  for await (const piece of socket) {
    pieces.push(piece as Buffer);
    if (pieces.length % 20 === 0) await new Promise((resolve) => void setTimeout(resolve, 5));
  }
  expect(answersIn(Buffer.concat(pieces)).map(digest)).toEqual(asked.map(digest));
});

/** The bodies of answers that lie one after another. */
function answersIn(bytes: Buffer): Buffer[] {
  const answers: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = bytes.indexOf('\r\n\r\n', at) + 4;
    const length = Number(/content-length: (\d+)/i.exec(bytes.toString('latin1', at, start))?.[1]);
    answers.push(bytes.subarray(start, start + length));
    at = start + length;
  }
  return answers;
}
