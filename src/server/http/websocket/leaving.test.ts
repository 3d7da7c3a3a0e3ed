// Clients that leave while nobody reads what they have sent.
import { once } from 'node:events';

import { expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { serveModel } from '../../../../test/support/served-model.ts';

const DEAF = `
import asyncio

class Model:
    async def websocket(self, ws):
        try:
            await asyncio.sleep(600)
        finally:
            print("ended", flush=True)
`;

test.each(['terminate', 'close'] as const)(
  'a client that leaves a model that does not read is noticed (%s)',
  async (leave) => {
    const served = await serveModel(DEAF);
    const socket = new WebSocket(`${served.url.replace('http', 'ws')}/v1/websocket`);
    await once(socket, 'open');
    // More than the model is given ahead, so that it is read no further.
    for (let count = 0; count < 8; count += 1) socket.send(Buffer.alloc(1024 * 1024));
    const metrics = async (): Promise<string> => (await fetch(`${served.url}/metrics`)).text();
    await expect.poll(metrics).toMatch(/^truss_sessions_open\{[^}]*\} 1$/m);
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket[leave]();
    // Whoever asks to close waits for the answer, but not for ever: the library gives up after 30 s.
    if (leave === 'close') setTimeout(() => socket.terminate(), 500);
    await served.log.until(/^ended$/);
    await expect.poll(metrics).toMatch(/^truss_sessions_open\{[^}]*\} 0$/m);
  },
);
