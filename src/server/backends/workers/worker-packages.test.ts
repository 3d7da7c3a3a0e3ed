import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';
import { temporaryTruss } from '../../../../test/support/temporary-home.ts';

// Says what it sees of the worker's packages, and whether the worker itself has used one of them.
const MODEL = `
import os, sys

class Model:
    def predict(self, request):
        folders = [folder for folder in sys.path if "worker" in os.path.basename(folder)]
        return {"seen": "orjson" in sys.modules, "folders": folders, "used": os.environ.get("ORJSON_USED")}
`;

// An orjson that says that it was loaded, and leaves everything to the standard library.
const ORJSON = `
import json, os
os.environ["ORJSON_USED"] = "yes"
OPT_PASSTHROUGH_DATACLASS = OPT_PASSTHROUGH_DATETIME = 0
loads = json.loads
def dumps(value, default, options):
    return json.dumps(value, default=default).encode()
`;

test('a worker with much JSON to read takes what Truss has for it, of which the model sees nothing', async () => {
  const packages = join(temporaryTruss({}), 'worker-packages');
  mkdirSync(packages);
  writeFileSync(join(packages, 'orjson.py'), ORJSON);
  const entry = modelEntry(MODEL);
  const environment = join(packages, 'environment');
  execFileSync(entry.python, ['-m', 'venv', '--without-pip', environment]);
  const python = join(environment, 'bin/python');
  const served = await serveEntries([{ ...entry, python, workerPackages: packages }]);
  await served.ready;
  const small = await served.predict({ inputs: [] });
  expect(await small.json()).toEqual({ seen: false, folders: [], used: null });
  const large = await served.predict({ inputs: Array.from({ length: 100_000 }, () => 1) });
  expect(await large.json()).toEqual({ seen: false, folders: [], used: 'yes' });
});
