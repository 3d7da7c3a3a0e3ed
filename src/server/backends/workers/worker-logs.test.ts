import { expect, test } from 'vitest';

import { serveModel } from '../../../../test/support/served-model.ts';

test('what a model says is in the log, with its worker, and its request where it used logging', async () => {
  const served = await serveModel(`
import logging, os, sys

class Model:
    def predict(self, request):
        print("printed")
        print("complained", file=sys.stderr)
        os.system("echo from a child")
        logging.getLogger("mine").warning("warned %d", 7)
`);
  await served.predict({ inputs: 1 }, { headers: { 'x-request-id': 'r-7' } });
  const lines = await Promise.all(
    [/^printed$/, /^complained$/, /^from a child$/, /^warned 7$/].map((line) => served.log.until(line)),
  );
  expect(lines).toMatchObject([
    { level: 'info', entry: 'echo', worker: 0, stream: 'stdout' },
    { level: 'info', entry: 'echo', worker: 0, stream: 'stderr' },
    { level: 'info', stream: 'stdout' },
    { level: 'warn', logger: 'mine', requestId: 'r-7' },
  ]);
});
