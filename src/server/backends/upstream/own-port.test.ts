import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { choosePort, isFree } from './own-port.ts';

test.each([
  ['serve --port 8000', 'serve --port #'],
  ['serve --port=8000 --metrics-port 8000', 'serve --port=# --metrics-port #'],
  ['serve -p 8000', 'serve -p #'],
  ['serve --bind 0.0.0.0:8000 --max-tokens 8000', 'serve --bind 0.0.0.0:# --max-tokens 8000'],
  ['serve --port $PORT', 'serve --port $PORT'],
  ['serve :${PORT}', 'serve :${PORT}'],
])('%j has a port of its own', async (command, own) => {
  const choice = await choosePort(command, 8000);
  expect(choice.isOwn).toBe(true);
  expect(choice.port).not.toBe(8000);
  expect(choice.command).toBe(own.replaceAll('#', String(choice.port)));
});

test.each(['supervisord -c server.conf', 'serve --max-tokens 8000', 'serve --port 80001', 'serve $PORTAL'])(
  '%j has the configured port',
  async (command) => {
    expect(await choosePort(command, 8000)).toEqual({ command, port: 8000, isOwn: false });
  },
);

test('a port is free until somebody listens on it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await isFree(port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await isFree(port)).toBe(true);
});
