// The connections of a client in Python: kept for the next request, and made anew where the server has ended one.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, onTestFinished, test } from 'vitest';

import { generateClient } from '../../src/core/clients/generate-client.ts';
import { describeModel } from '../../src/core/schema/describe-model.ts';
import { homeVariables } from '../support/temporary-home.ts';

const SCHEMA = describeModel({
  name: 'm',
  version: '1',
  description: null,
  signature: null,
  model: null,
  examples: [],
});

interface Counted {
  readonly url: string;
  connections: number;
  requests: number;
}

/** A server that answers, and ends a connection without a word where its nth request comes. */
async function startServer(endsAt = 0): Promise<Counted> {
  const counted = { url: '', connections: 0, requests: 0 };
  const server = createServer((request, response) => {
    counted.requests += 1;
    request.resume();
    if (counted.requests === endsAt) {
      request.socket.destroy();
      return;
    }
    const status = request.url?.includes('bad') === true ? 400 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"answer": 1}');
  });
  server.on('connection', () => (counted.connections += 1));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  counted.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return counted;
}

/** What a program prints that has a client `c` of the server. */
async function run(url: string, program: string): Promise<string> {
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-client-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(path.join(directory, 'client.py'), generateClient([SCHEMA], 'python', 'Client'));
  const text = `import client\nwith client.Client(${JSON.stringify(url)}) as c:\n    ${program.replaceAll('\n', '\n    ')}\n`;
  const { stdout } = await promisify(execFile)(homeVariables('').TRUSS_PYTHON, ['-W', 'error', '-c', text], {
    cwd: directory,
  });
  return stdout;
}

test('is kept for the next request', async () => {
  const server = await startServer();
  const printed = await run(server.url, 'for _ in range(5):\n    print(c.m.predict({}))');
  expect(printed.trim().split('\n')).toEqual(Array<string>(5).fill("{'answer': 1}"));
  expect(server).toMatchObject({ connections: 1, requests: 5 });
});

test('is made anew, once, where the server has ended it just then', async () => {
  const server = await startServer(2);
  expect(await run(server.url, 'c.m.predict({})\nprint(c.m.predict({}))')).toBe("{'answer': 1}\n");
  expect(server).toMatchObject({ connections: 2, requests: 3 });
});

test('is not made anew where it was new: the request may have been taken', async () => {
  const server = await startServer(1);
  const program = 'try:\n    c.m.predict({})\nexcept client.ServerConnectionError as error:\n    print(error.code)';
  expect(await run(server.url, program)).toBe('SERVER_UNREACHABLE\n');
  expect(server).toMatchObject({ connections: 1, requests: 1 });
});

test('of one client serves threads, each with its own', async () => {
  const server = await startServer();
  const program = [
    'from concurrent.futures import ThreadPoolExecutor',
    'with ThreadPoolExecutor(3) as pool:',
    '    print(len(list(pool.map(lambda _: c.m.predict({}), range(30)))))',
  ].join('\n');
  expect(await run(server.url, program)).toBe('30\n');
  expect(server.connections).toBeLessThanOrEqual(3);
});
