import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, expect, it } from 'vitest';

import type { Level, LevelResult } from '../../core/bench/level.ts';
import type { Patience } from './load.ts';
import { Load } from './load.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Puts a load on a server that answers like this. */
async function load(
  listener: RequestListener,
  level: Partial<Level>,
  patience?: Patience,
): Promise<Omit<LevelResult, 'meanBatch'>> {
  const server = createServer(listener);
  servers.push(server);
  const port = await new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
  const bytes = Buffer.from('POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}');
  const whole = { connections: 1, rate: null, durationMs: 100, warmupMs: 0, ...level };
  return new Load({ host: '127.0.0.1', port, ca: null }, [{ bytes, check: null }], whole, patience).run();
}

it('asks over as many connections as it is told, one request at a time over each', async () => {
  const ports = new Set<number | undefined>();
  let asking = 0;
  let most = 0;
  const { answers, errors } = await load(
    (request, response) => {
      ports.add(request.socket.remotePort);
      asking += 1;
      most = Math.max(most, asking);
      setTimeout(() => {
        asking -= 1;
        response.end('{}');
      }, 20);
    },
    { connections: 3 },
  );
  expect({ errors, ports: ports.size, most }).toEqual({ errors: 0, ports: 3, most: 3 });
  expect(answers).toBeGreaterThan(0);
});

it('opens a connection again that the server closes after an answer', async () => {
  const { answers, errors } = await load((_, response) => response.setHeader('connection', 'close').end('{}'), {});
  expect(errors).toBe(0);
  expect(answers).toBeGreaterThan(1);
});

it('counts what breaks, and what is refused, by its kind', async () => {
  let count = 0;
  const { failures } = await load(
    (request, response) => {
      count += 1;
      if (count % 2 === 0) request.socket.destroy();
      else response.writeHead(429).end('{"error": "full", "code": "SERVER_BUSY"}');
    },
    { durationMs: 300 },
  );
  expect(failures.map(({ kind }) => kind).toSorted()).toEqual(['HTTP 429 SERVER_BUSY', 'broken connection']);
});

it('waits for an answer that takes longer than the level lasts', async () => {
  const slow: RequestListener = (_, response) => void setTimeout(() => response.end('{}'), 100);
  const { answers, seconds } = await load(slow, { durationMs: 20 });
  expect(answers).toBe(1);
  expect(seconds).toBeGreaterThan(0.02);
});

it('tells the rate of all connections, where each gets its first answer when the level is over', async () => {
  const slow: RequestListener = (_, response) => void setTimeout(() => response.end('{}'), 200);
  const { answers, requestsPerSecond, seconds } = await load(slow, { connections: 8, durationMs: 20 });
  expect(answers).toBe(8);
  // By the first of them alone it was an eighth.
  expect(requestsPerSecond).toBeCloseTo(8 / seconds);
  expect(seconds).toBeGreaterThanOrEqual(0.195);
});

it('does not wait for ever for a server that never answers', async () => {
  const patience: Patience = { trailingMs: 20, firstMs: 50 };
  const { answers, failures, requestsPerSecond } = await load(() => {}, { connections: 2, durationMs: 20 }, patience);
  expect({ answers, requestsPerSecond }).toEqual({ answers: 0, requestsPerSecond: 0 });
  expect(failures).toEqual([{ kind: 'no answer', count: 2, message: 'none came within 0.05 s of the end' }]);
});

it('counts a stall of the server for every request of a rate that was due meanwhile', async () => {
  let isFirst = true;
  const stalled: RequestListener = (_, response) => {
    if (isFirst) setTimeout(() => response.end('{}'), 300);
    else response.end('{}');
    isFirst = false;
  };
  const { latency } = await load(stalled, { rate: 100, durationMs: 400 });
  // Of about forty requests thirty have waited, as long as was left of the stall; sent one by one, a single one would have.
  expect(latency?.p50Ms).toBeGreaterThan(50);
  expect(latency?.maxMs).toBeGreaterThanOrEqual(295);
});

it('counts requests of a rate that are never sent as waiting until the end', async () => {
  const { answers, latency } = await load((_, response) => void setTimeout(() => response.end('{}'), 200), {
    rate: 50,
    durationMs: 150,
  });
  expect(answers).toBeLessThanOrEqual(2);
  expect(latency?.p50Ms).toBeGreaterThan(0);
});
