// Pings of a WebSocket, as a config asks for them: each client here is one of the package `ws`, as real ones are.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';

import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';
import { defaultConfig } from '../../../core/config/config.ts';

const ECHO = `
class Model:
    async def websocket(self, ws):
        async for text in ws.iter_text():
            await ws.send_text(text)
`;

/** A client of a model with these fields of `runtime.transport`; `pings`: how many it has got. */
async function open(
  transport: Readonly<Record<string, number>>,
  { autoPong, everyMs }: { readonly autoPong: boolean; readonly everyMs: number },
): Promise<{ readonly socket: WebSocket; readonly closed: Promise<unknown[]>; readonly pings: () => number }> {
  const runtime = { transport: { ...defaultConfig().runtime.transport, kind: 'websocket' as const, ...transport } };
  const served = await serveEntries([modelEntry(ECHO, { runtime })], { limits: { sessionPingMs: everyMs } });
  await served.ready;
  const socket = new WebSocket(`${served.url.replace('http', 'ws')}/v1/websocket`, { autoPong });
  onTestFinished(() => socket.terminate());
  let count = 0;
  socket.on('ping', () => (count += 1));
  const closed = once(socket, 'close');
  await once(socket, 'open');
  return { socket, closed, pings: () => count };
}

async function echo(socket: WebSocket, text: string): Promise<string> {
  socket.send(text);
  return String((await once(socket, 'message'))[0]);
}

const NEVER_MS = 3_600_000;

describe('a client is pinged as often as the config says', () => {
  test('and stays while it answers', async () => {
    const { socket, pings } = await open(
      { ping_interval_seconds: 0.05, ping_timeout_seconds: 20 },
      { autoPong: true, everyMs: NEVER_MS },
    );
    await expect.poll(pings).toBeGreaterThan(5);
    expect(await echo(socket, 'here')).toBe('here');
  });

  test('and is let go where it does not answer in time', async () => {
    const transport = { ping_interval_seconds: 0.05, ping_timeout_seconds: 0.3 };
    const { closed } = await open(transport, { autoPong: false, everyMs: NEVER_MS });
    expect((await closed)[0]).toBe(1006);
  });

  test('and where no time is said, before the next ping', async () => {
    const { closed, pings } = await open({ ping_interval_seconds: 0.3 }, { autoPong: false, everyMs: NEVER_MS });
    expect((await closed)[0]).toBe(1006);
    expect(pings()).toBeLessThanOrEqual(2);
  });

  test('and not let go at all with a time of 0', async () => {
    const transport = { ping_interval_seconds: 0.05, ping_timeout_seconds: 0 };
    const { socket, pings } = await open(transport, { autoPong: false, everyMs: NEVER_MS });
    await expect.poll(pings).toBeGreaterThan(5);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test('and not pinged at all with an interval of 0', async () => {
    const { socket, pings } = await open({ ping_interval_seconds: 0 }, { autoPong: false, everyMs: 20 });
    for (let count = 0; count < 20; count += 1) {
      await sleep(10);
      expect(await echo(socket, String(count))).toBe(String(count));
    }
    expect(pings()).toBe(0);
  });
});
