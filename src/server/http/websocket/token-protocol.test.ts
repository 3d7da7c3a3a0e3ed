import { once } from 'node:events';
import path from 'node:path';

import { expect, test } from 'vitest';
import { WebSocket } from 'ws';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';
import { temporaryTruss } from '../../../../test/support/temporary-home.ts';

const TOKEN = 'a-token-of-the-test';

const HEADERS = `
class Model:
    async def websocket(self, ws):
        await ws.send_json(dict(ws.headers))
`;

async function serve(): Promise<ServedModel> {
  const tokensFile = path.join(temporaryTruss({ tokens: `page: ${TOKEN}` }), 'tokens');
  const served = await serveEntries([modelEntry(HEADERS)], { tokensFile });
  await served.ready;
  return served;
}

function open({ url }: ServedModel, protocols: string[], origin: string): WebSocket {
  return new WebSocket(`${url.replace('http', 'ws')}/v1/websocket`, protocols, { origin });
}

test('a page sends its token as a subprotocol, of which the model hears nothing', async () => {
  const served = await serve();
  const socket = open(served, ['chat', `truss-token.${TOKEN}`], served.url);
  const [message] = (await once(socket, 'message')) as [Buffer];
  expect(socket.protocol).toBe('chat');
  expect(JSON.parse(String(message))).toMatchObject({ 'sec-websocket-protocol': 'chat' });
  expect(String(message)).not.toContain(TOKEN);
  expect(JSON.stringify(served.log.records)).not.toContain(TOKEN);
});

test.each([
  ['another token', ['chat', 'truss-token.another-token-of-the-test'], true, 401],
  ['no token', ['chat'], true, 401],
  ['a page of another origin', ['chat', `truss-token.${TOKEN}`], false, 403],
])('%s is refused', async (_name, protocols, isOwn, status) => {
  const served = await serve();
  const socket = open(served, protocols, isOwn ? served.url : 'https://evil.example');
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain(String(status));
});
