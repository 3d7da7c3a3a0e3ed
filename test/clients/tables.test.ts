// SageMaker's serializers and MLflow's scoring client, as they are installed, against servers with real workers.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { clientEnvironment } from '../support/client-environment.ts';
import { serveModel } from '../support/served-model.ts';

/** Adds the values of each row, whose columns have no names: as a model does that was fitted on an array. */
const ROWS = `
import numpy as np

class Model:
    def predict(self, request):
        sums = np.asarray(request["inputs"], dtype=float).sum(axis=1) * request.get("params", {}).get("factor", 1)
        return {"predictions": sums, "probabilities": np.stack([sums / 100, 1 - sums / 100], axis=1)}
`;

/** Joins the values of each record: as a model does that was fitted on a table. */
const RECORDS = `
class Model:
    def predict(self, request):
        return {"predictions": [f"{row['town']} {row['age']}" for row in request["inputs"]]}
`;

const inputs = {
  rows: [{ name: 'inputs', datatype: 'FP64', shape: [-1, 3] }],
  records: [
    { name: 'town', datatype: 'BYTES', shape: [-1], content_type: 'str' },
    { name: 'age', datatype: 'FP64', shape: [-1] },
  ],
} as const;

const environment = await clientEnvironment(path.join(import.meta.dirname, 'tables.txt'));

test('serializers, deserializers, and a scoring client', { timeout: 120_000 }, async ({ skip }) => {
  if ('reason' in environment) return skip(environment.reason);
  const rows = await serveModel(ROWS, { config: { signature: { inputs: inputs.rows, outputs: [] } } });
  const records = await serveModel(RECORDS, { config: { signature: { inputs: inputs.records, outputs: [] } } });
  const words = [path.join(import.meta.dirname, 'tables_clients.py'), String(rows.port), String(records.port)];
  const { stderr, stdout } = await promisify(execFile)(environment.python, words);
  expect([stderr, stdout]).toEqual(['', 'all is well\n']);
  return undefined;
});
