// tritonclient, as it is installed, against a server with real workers.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { modelEntry, serveEntries } from '../support/served-model.ts';
import { homeVariables } from '../support/temporary-home.ts';

const ECHO = `
class Model:
    def predict(self, body):
        return dict(body)
`;

const FAILING = `
class Model:
    def predict(self, body):
        raise ValueError("no such iris")
`;

const COUNTING = `
class Model:
    def predict(self, body):
        for number in body["x"]:
            yield str(number)
`;

const SIGNATURE = {
  inputs: [{ name: 'x', datatype: 'INT64', shape: [-1] }],
  outputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
} as const;

test.each(['triton_http.py', 'triton_http_aio.py', 'triton_grpc.py', 'triton_grpc_aio.py'])('%s', async (script) => {
  const served = await serveEntries([
    modelEntry(ECHO, { name: 'echo' }),
    modelEntry(FAILING, { name: 'failing' }),
    modelEntry(COUNTING, { name: 'counting', config: { signature: SIGNATURE } }),
  ]);
  await served.ready;
  const python = homeVariables('').TRUSS_PYTHON;
  const words = [path.join(import.meta.dirname, script), `127.0.0.1:${served.port}`];
  const { stderr } = await promisify(execFile)(python, words);
  expect(stderr).toBe('');
});
