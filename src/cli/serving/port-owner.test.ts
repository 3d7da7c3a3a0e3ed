import { once } from 'node:events';
import { createServer } from 'node:net';

import { expect, it } from 'vitest';

import { findPortOwner } from './port-owner.ts';

it('finds the process that listens, and nobody where nobody does', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const owner = await findPortOwner(port);
  server.close();
  await once(server, 'close');
  // A courtesy: where neither /proc nor lsof is to be had it is unknown.
  if (owner !== null) expect(owner.pid).toBe(process.pid);
  if (process.platform === 'linux') expect(owner?.name).toContain('node');
  expect(await findPortOwner(port)).toBeNull();
});
