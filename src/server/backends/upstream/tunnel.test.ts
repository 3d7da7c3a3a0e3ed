import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { serveUpstream, untilCount } from '../../../../test/support/upstream-served.ts';

test('a WebSocket speaks with the server', async () => {
  const served = await serveUpstream();
  const socket = new WebSocket(`${served.url.replace('http', 'ws')}/v1/websocket`);
  await once(socket, 'open');
  socket.send('hello');
  const [echoed] = (await once(socket, 'message')) as [Buffer];
  expect(String(echoed)).toBe('hello');
  socket.send(Buffer.alloc(2 * 1024 * 1024, 7));
  const [bytes] = (await once(socket, 'message')) as [Buffer];
  expect(bytes.equals(Buffer.alloc(2 * 1024 * 1024, 7))).toBe(true);
  const metrics = async (): Promise<string> => (await fetch(`${served.url}/metrics`)).text();
  expect(await metrics()).toContain('truss_sessions_open{model="echo",version="1"} 1');
  socket.terminate();
  await untilCount(served, 'streams', 1);
  await expect.poll(metrics).toContain('truss_sessions_open{model="echo",version="1"} 0');
  const refused = new WebSocket(`${served.url.replace('http', 'ws')}/elsewhere`);
  const [error] = (await once(refused, 'error')) as [Error];
  expect(error.message).toMatch(/400|404/);
});

describe('a handshake that is not answered', () => {
  const sessionsOf = async ({ url }: ServedModel): Promise<string | undefined> =>
    /^truss_sessions_open\{[^}]*\} (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];

  async function knock(served: ServedModel, { headers = '' } = {}): Promise<Socket> {
    const socket = connect(served.port, '127.0.0.1');
    await once(socket, 'connect');
    const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    socket.write(`GET /hang HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}${headers}\r\n`);
    return socket;
  }

  test.each(['end', 'resetAndDestroy'] as const)('ends with its client (%s)', async (leave) => {
    const served = await serveUpstream();
    const sockets = await Promise.all(Array.from({ length: 10 }, () => knock(served)));
    await untilCount(served, 'waiting', 10);
    expect(await sessionsOf(served)).toBe('10');
    for (const socket of sockets) socket[leave]();
    await untilCount(served, 'aborted', 10);
    await expect.poll(() => sessionsOf(served)).toBe('0');
  });

  test('has the deadline of every other request', async () => {
    const served = await serveUpstream({ runtime: { request_timeout: 0.2 } });
    expect(await text(await knock(served))).toMatch(/^HTTP\/1\.1 504 Gateway Timeout\r\n/);
    const hurried = await serveUpstream();
    expect(await text(await knock(hurried, { headers: 'X-Request-Timeout-Ms: 100\r\n' }))).toMatch(/^HTTP\/1\.1 504 /);
    expect(await text(await knock(hurried, { headers: 'X-Request-Timeout-Ms: soon\r\n' }))).toMatch(/^HTTP\/1\.1 400 /);
    await expect.poll(() => sessionsOf(hurried)).toBe('0');
  });
});
