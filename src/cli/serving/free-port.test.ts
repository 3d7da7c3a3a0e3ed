import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { requireFreePorts } from './free-port.ts';

const HOST = '127.0.0.1';

test('one port for both is told before anything is prepared', async () => {
  await expect(requireFreePorts(HOST, { port: 8080, grpcPort: 8080 })).rejects.toMatchObject({
    code: 'USAGE',
    message: '--port and --grpc-port are both 8080.',
  });
});

test('a port that is in use is told with the option that names another', async () => {
  const server = createServer().listen(0, HOST);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(requireFreePorts(HOST, { port: 0, grpcPort: port })).rejects.toMatchObject({
    code: 'SERVER_PORT_IN_USE',
    hint: expect.stringContaining('`--grpc-port 0`'),
  });
});

test.each([null, 0])('any ports that are free are free (%s)', async (grpcPort) => {
  await requireFreePorts(HOST, { port: 0, grpcPort });
});
