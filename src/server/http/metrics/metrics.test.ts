import { expect, test } from 'vitest';

import { serveModel } from '../../../../test/support/served-model.ts';
import type { ServedModel } from '../../../../test/support/served-model.ts';

test('requests are counted by their status, with how long they took', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, body):
        return 1 / body
`);
  await Promise.all([served.predict(1), served.predict(2), served.predict(0)]);
  const text = await metricsOf(served);
  expect(text).toContain('truss_requests_total{model="echo",version="1",status="200"} 2');
  expect(text).toContain('truss_requests_total{model="echo",version="1",status="500"} 1');
  expect(text).toContain('truss_request_duration_seconds_count{model="echo",version="1"} 3');
  expect(text).toContain('truss_request_compute_seconds_bucket{le="+Inf",model="echo",version="1"} 2');
  expect(text).toContain('truss_requests_in_flight{model="echo",version="1"} 0');
  expect(text).toMatch(/^truss_workers_ready\{model="echo",version="1"\} 1$/m);
});

test('a slash behind the path is no other path', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, body):
        return body
`);
  const answer = await fetch(`${served.url}/metrics/`);
  expect([answer.status, (await answer.text()).split(' ', 2).join(' ')]).toEqual([200, '# HELP']);
});

test('what the models count themselves stands beside, told apart by worker', async () => {
  const served = await serveModel(
    `
from prometheus_client import Counter

SEEN = Counter("seen", "Requests seen", ["kind"])
FAKE = Counter("truss_requests", "Not the server's")

class Model:
    def predict(self, body):
        SEEN.labels("a").inc()
        return None
`,
    { workers: 2 },
  );
  await served.predict({});
  const text = await metricsOf(served);
  const seen = [...text.matchAll(/^seen_total\{kind="a",model="echo",worker="[01]"\} (\d)/gm)].map(
    ([, count]) => count,
  );
  expect(seen).toEqual(['1']);
  expect(text.match(/^# TYPE seen_total counter$/gm)).toHaveLength(1);
  expect(text.match(/^truss_requests_total/gm)).toHaveLength(1);
});

test('labels of a model that are called as ours are renamed as Prometheus does it', async () => {
  const served = await serveModel(`
from prometheus_client import Counter, Info

TOLD = Counter("told", "Told", ["model", "worker"])
Info("build", "Build").info({"model": "v7"})

class Model:
    def predict(self, body):
        TOLD.labels("theirs", "them").inc()
        return None
`);
  await served.predict({});
  const text = await metricsOf(served);
  expect(text).toContain('told_total{exported_model="theirs",exported_worker="them",model="echo",worker="0"} 1');
  expect(text).toContain('build_info{exported_model="v7",model="echo",worker="0"} 1');
});

async function metricsOf({ url }: ServedModel): Promise<string> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return answer.text();
}
