import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';

import { expect, test } from 'vitest';

import { homeVariables } from '../../../../test/support/temporary-home.ts';
import { killGroup } from '../../../system/processes/kill-group.ts';
import { readRest } from './read-rest.ts';

/** Writes, leaves a child behind that holds the socket open, and ends. */
const WRITER = `
import os
os.write(3, b"x" * 100_000)
if os.fork() == 0:
    os.execvp("sleep", ["sleep", "600"])
os._exit(0)
`;

test('what a process wrote before its end is read, without an end of file to wait for', async () => {
  const { TRUSS_PYTHON } = homeVariables('');
  const child = spawn(TRUSS_PYTHON, ['-c', WRITER], { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const socket = child.stdio[3];
  if (!(socket instanceof Socket)) throw new Error('no socket');
  let bytes = 0;
  // Nothing is read before the exit; and at once then, or Node throws away what nobody listens to.
  child.once('exit', () => socket.on('data', (chunk: Buffer) => (bytes += chunk.length)));
  await once(child, 'exit');
  await readRest([socket]);
  expect(bytes).toBe(100_000);
  expect(socket.readableEnded).toBe(false);
  killGroup(child.pid!);
  await once(socket, 'close');
});
