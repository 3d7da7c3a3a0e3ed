// Triton's perf_analyzer, as it is, against a server with a real worker. That it measures is what matters, not what.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { installPerfAnalyzer } from '../support/perf-analyzer.ts';
import { serveModel } from '../support/served-model.ts';

const MODEL = `
class Model:
    def predict(self, body):
        return {"y": body["x"] * 2}
`;

const STREAM = `
class Model:
    def predict(self, body):
        for _ in range(3):
            yield {"y": body["x"] * 2}
`;

const TENSOR = { datatype: 'FP32', shape: [-1, 2] } as const;
const SIGNATURE = { inputs: [{ name: 'x', ...TENSOR }], outputs: [{ name: 'y', ...TENSOR }] };

/** A fixed number of requests, and no wait for figures that are steady. */
const BRIEFLY = ['--measurement-mode', 'count_windows', '--measurement-request-count', '50', '-s', '999', '-r', '3'];

const perfAnalyzer = await installPerfAnalyzer();

test.for([
  ['grpc', MODEL, []],
  ['http', MODEL, []],
  ['grpc', MODEL, ['--async', '--concurrency-range', '4']],
  ['grpc', STREAM, ['--async', '--streaming']],
] as const)('perf_analyzer over %s %#', { timeout: 180_000 }, async ([protocol, model, words], { skip }) => {
  if ('reason' in perfAnalyzer) return skip(perfAnalyzer.reason);
  const served = await serveModel(model, { config: { signature: SIGNATURE } });
  const [program, ...first] = perfAnalyzer.command;
  const asked = ['-m', 'echo', '-u', `127.0.0.1:${served.port}`, '-i', protocol, '--shape', 'x:4,2', ...BRIEFLY];
  const { stdout } = await promisify(execFile)(program, [...first, ...asked, ...words]);
  expect(stdout).toMatch(/throughput: [1-9][\d.]* (?:infer|responses)\/sec/);
  return undefined;
});
