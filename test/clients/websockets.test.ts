// The Python package `websockets`, as it is installed, against a server with a real worker.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { serveModel } from '../support/served-model.ts';
import { homeVariables } from '../support/temporary-home.ts';

const ECHO = `
class Model:
    async def websocket(self, ws):
        await ws.send_json({"path": ws.url.path, "query": ws.query_params["x"], "header": ws.headers["x-mine"]})
        async for text in ws.iter_text():
            if text == "bytes":
                await ws.send_bytes(await ws.receive_bytes())
            elif text == "close":
                return await ws.close(4001, "enough")
            else:
                await ws.send_text(text)
        print("left", flush=True)
`;

test('text, bytes, pieces, a close from either side', async () => {
  const served = await serveModel(ECHO);
  const words = [path.join(import.meta.dirname, 'websockets_client.py'), `127.0.0.1:${served.port}`];
  const { stderr } = await promisify(execFile)(homeVariables('').TRUSS_PYTHON, words);
  expect(stderr).toBe('');
  await served.log.until(/^left$/);
});
