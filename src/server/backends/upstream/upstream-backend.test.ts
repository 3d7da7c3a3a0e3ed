import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { describe, expect, onTestFinished, test } from 'vitest';

import { untilGone } from '../../../../test/support/processes.ts';
import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';
import { temporaryTruss } from '../../../../test/support/temporary-home.ts';
import { UPSTREAM_COMMAND, upstreamEntry } from '../../../../test/support/upstream-entry.ts';
import { countsOf, serveUpstream, untilCount } from '../../../../test/support/upstream-served.ts';

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly pid: number;
  readonly port: string;
  readonly directory: string;
  readonly mode?: string;
}

describe('requests', () => {
  test('a prediction goes to the predict endpoint, with its headers and its body as it came', async () => {
    const served = await serveUpstream({ config: { environment_variables: { MODE: 'test' } } });
    const headers = { 'x-request-id': 'r-1', 'content-type': 'multipart/form-data; boundary=b' };
    const response = await served.predict('not a form', { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-id')).toBe('r-1');
    const echo = (await response.json()) as Echo;
    expect(echo).toMatchObject({ method: 'POST', url: '/generate', body: 'not a form', mode: 'test' });
    expect(echo.headers).toMatchObject({
      'content-type': 'multipart/form-data; boundary=b',
      'x-request-id': 'r-1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': served.url.slice('http://'.length),
    });
    expect(echo.headers['host']).toBe(`127.0.0.1:${echo.port}`);
    for (const target of [
      '/v1/models/model:predict?a=b',
      '/v1/models/model%3Apredict?a=b',
      '/v1/models/echo:predict_binary?a=b',
    ]) {
      const asked = await fetch(served.url + target, { method: 'POST', headers, body: 'not a form' });
      expect(await asked.json()).toMatchObject({ url: '/generate?a=b', body: 'not a form' });
    }
    expect(echo.directory).toBe(served.directory);
    expect(echo.port).not.toBe('8000');
  });

  test('any other path is passed through, with its method, query, status and headers', async () => {
    const served = await serveUpstream();
    const echo = (await (await fetch(`${served.url}/generate?a=1?&b=%20`, { method: 'DELETE' })).json()) as Echo;
    expect(echo).toMatchObject({ method: 'DELETE', url: '/generate?a=1?&b=%20', body: '' });
    const response = await fetch(`${served.url}/teapot`);
    expect(response.status).toBe(418);
    expect(response.headers.get('content-type')).toBe('text/x-tea');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-own')).toBeNull();
    expect(await response.text()).toBe('short and stout');
    const missing = await fetch(`${served.url}/v1/embeddings`, { method: 'POST', body: '{}' });
    expect([missing.status, await missing.text()]).toEqual([404, 'nothing here']);
    const head = await fetch(`${served.url}/teapot`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), head.headers.get('content-length')]).toEqual([
      418,
      'text/x-tea',
      '15',
    ]);
    expect((await fetch(`${served.url}/counts`, { method: 'HEAD' })).headers.get('content-length')).toBeNull();
  });

  test('the names of its models are those that it gives', async () => {
    const served = await serveUpstream();
    const list = async (): Promise<unknown> => (await fetch(`${served.url}/v1/models`)).json();
    expect(await list()).toMatchObject({ models: ['echo'], object: 'list', data: [{ id: 'echo' }] });
    const data = [{ id: 'llama-3', object: 'model', owned_by: 'them' }];
    for (const [said, seen] of [
      [{ object: 'list', data }, data],
      [[1], [{ id: 'echo' }]],
      ['no list', [{ id: 'echo' }]],
    ]) {
      writeFileSync(path.join(served.directory, 'models.json'), JSON.stringify(said));
      expect(await list()).toMatchObject({ models: ['echo'], data: seen });
    }
  });

  test('with tokens, a path that is a probe of ours is none of the process', async () => {
    const tokensFile = path.join(temporaryTruss({ tokens: 'ci: a-token-of-the-test' }), 'tokens');
    const served = await serveEntries([upstreamEntry(UPSTREAM_COMMAND)], { tokensFile });
    await served.ready;
    const status = async (route: string): Promise<number> => (await fetch(served.url + route)).status;
    expect([await status('/'), await status('/ping'), await status('/v2/health/ready')]).toEqual([200, 200, 200]);
    // These would be passed through.
    expect([await status('/health'), await status('/v2/health')]).toEqual([401, 401]);
  });

  test('what a container is asked for is answered by us: a process need not know the path', async () => {
    const served = await serveUpstream();
    for (const name of ['ready', 'live']) {
      const response = await fetch(`${served.url}/v2/health/${name}`);
      expect([response.status, await response.json()]).toEqual([200, { [name]: true }]);
    }
    expect(await (await fetch(`${served.url}/v2/health`)).text()).toBe('nothing here');
  });

  test('beside other models it is found by its name, and nothing else is passed through', async () => {
    const other = modelEntry('class Model:\n    def predict(self, request):\n        return 1\n', { name: 'other' });
    const served = await serveEntries([upstreamEntry(UPSTREAM_COMMAND, { name: 'engine' }), other]);
    await served.ready;
    const ask = (route: string, body: string): Promise<Response> =>
      fetch(served.url + route, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const chat = await ask('/v1/chat/completions', '{"model": "engine", "messages": []}');
    expect(await chat.json()).toMatchObject({
      url: '/v1/chat/completions',
      body: '{"model": "engine", "messages": []}',
    });
    expect(await (await ask('/v1/models/engine:predict', 'x')).json()).toMatchObject({ url: '/generate', body: 'x' });
    expect((await ask('/teapot', '')).status).toBe(404);
  });

  test('connections are used again', async () => {
    const served = await serveUpstream();
    const { connections } = await countsOf(served);
    for (let index = 0; index < 20; index += 1) await (await served.predict({})).arrayBuffer();
    expect((await countsOf(served))['connections']).toBeLessThanOrEqual((connections ?? 0) + 1);
  });

  test('a connection that the server closes when it is used again is replaced', async () => {
    const served = await serveUpstream();
    for (let index = 0; index < 3; index += 1) expect(await (await fetch(`${served.url}/stale`)).text()).toBe('fresh');
  });

  test.each(['', '?reset'])(
    'what may not be done twice is sent once, even if the connection ends (%s)',
    async (how) => {
      const served = await serveUpstream();
      const route = `${served.url}/read-and-end${how}`;
      for (let index = 0; index < 3; index += 1) {
        // So that there is a connection to be used again.
        expect(await (await fetch(route)).text()).toBe('read');
        const response = await fetch(route, { method: 'POST', body: '{}' });
        expect([response.status, await response.json()]).toEqual([
          502,
          { code: 'UPSTREAM_FAILED', error: 'The server broke the connection' },
        ]);
      }
      expect((await countsOf(served))['read']).toBe(3);
    },
  );

  test('a server that switches protocols unasked has not answered, and its place is free again', async () => {
    const served = await serveUpstream({ runtime: { predict_concurrency: 1 } });
    for (let index = 0; index < 3; index += 1) {
      const response = await fetch(`${served.url}/switch`);
      expect([response.status, await response.json()]).toMatchObject([502, { code: 'UPSTREAM_FAILED' }]);
    }
    expect(await served.log.until(/connection to the server of docker_server broke/)).toMatchObject({
      error: 'it switched to another protocol, which nobody had asked for',
    });
    expect((await served.predict({})).status).toBe(200);
    await served.drain();
  });

  test('a redirection to itself leads to us, and nothing is of no type', async () => {
    const served = await serveUpstream();
    const moved = await fetch(`${served.url}/moved`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([302, '/teapot?a=1#b']);
    const nothing = await fetch(`${served.url}/nothing`);
    expect([nothing.status, nothing.headers.get('content-type')]).toEqual([204, null]);
  });

  test('requests are answered side by side', async () => {
    const served = await serveUpstream();
    const aborts = Array.from({ length: 20 }, () => new AbortController());
    const waiting = aborts.map(({ signal }) => fetch(`${served.url}/silence`, { signal }).catch(() => null));
    expect((await served.predict({})).status).toBe(200);
    for (const abort of aborts) abort.abort();
    await Promise.all(waiting);
    await untilCount(served, 'aborted', 20);
  });
});

describe('streams', () => {
  test('events come as they were written', async () => {
    const served = await serveUpstream();
    const response = await fetch(`${served.url}/events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe('data: one\n\ndata: two\n\ndata: [DONE]\n\n');
  });

  test('a large answer comes whole', async () => {
    const served = await serveUpstream();
    const body = await (await fetch(`${served.url}/large`)).text();
    expect(body).toBe('x'.repeat(3 * 1024 * 1024));
  });

  test('a slow reader holds back the server, and one that leaves closes its connection', async () => {
    const served = await serveUpstream();
    const abort = new AbortController();
    const response = await fetch(`${served.url}/flood`, { signal: abort.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    // It stands still when everything between it and us is full.
    let written = -1;
    for (let now = 0; now !== written; now = (await countsOf(served))['written'] ?? 0) {
      written = now;
      await sleep(100);
    }
    expect(written).toBeLessThan(64 * 1024 * 1024);
    expect((await countsOf(served))['aborted']).toBe(0);
    abort.abort();
    await untilCount(served, 'aborted', 1);
  });

  test('an answer that breaks off is no whole one', async () => {
    const served = await serveUpstream();
    const response = await fetch(`${served.url}/break`);
    await expect(response.text()).rejects.toThrow();
    const refused = await fetch(`${served.url}/refuse`);
    expect(refused.status).toBe(502);
    expect(await refused.json()).toMatchObject({ code: 'UPSTREAM_FAILED', error: 'The server broke the connection' });
    expect((await served.predict({})).status).toBe(200);
  });
});

test('what it counts is among our metrics', async () => {
  const served = await serveUpstream();
  await served.predict({});
  const metrics = await (await fetch(`${served.url}/metrics`)).text();
  expect(metrics).toMatch(/^upstream_requests_total(?:\{.*\})? \d+$/m);
});

describe('its life', () => {
  test('a slow start is waited for, and what it prints is in the log', async () => {
    const entry = upstreamEntry(UPSTREAM_COMMAND);
    writeFileSync(path.join(entry.directory, 'loading'), '');
    const served = await serveEntries([entry]);
    await served.log.until(/^listening on/);
    expect((await served.predict({})).status).toBe(503);
    expect((await fetch(`${served.url}/teapot`)).status).toBe(503);
    rmSync(path.join(entry.directory, 'loading'));
    await served.ready;
    expect((await served.predict({})).status).toBe(200);
  });

  test('a crash fails what it had begun, says why, and another one is started', async () => {
    const served = await serveUpstream();
    const response = await fetch(`${served.url}/crash`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      code: 'WORKER_DIED',
      error: 'The worker process ended with status 7 while it computed the answer',
    });
    const death = await served.log.until(/^The worker process ended with status 7$/);
    expect(death['lastLines']).toContain('out of memory');
    expect((await served.predict({})).status).toBe(200);
  });

  test('a server that is killed is told from one that ends by itself', async () => {
    const served = await serveUpstream();
    const { pid } = (await (await served.predict({})).json()) as Echo;
    process.kill(pid, 'SIGKILL');
    await served.log.until(/^The worker process was killed by SIGKILL$/);
    expect((await served.predict({})).status).toBe(200);
  });

  test('two replicas have ports of their own', async () => {
    const served = await serveUpstream({ workers: 2 });
    const abort = new AbortController();
    const ports = new Set<string>();
    while (ports.size < 2) {
      // One is kept busy, so that the other gets the next request.
      void fetch(`${served.url}/silence`, { signal: abort.signal }).catch(() => null);
      ports.add(((await (await served.predict({})).json()) as Echo).port);
    }
    abort.abort();
  });

  test('a command that ends at once fails the start with what it printed', async () => {
    const served = await serveEntries([upstreamEntry('echo no model here; exit 3')]);
    await expect(served.ready).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      message: 'The server of docker_server ended with status 3 before it was ready',
      hint: 'The last that it printed:\nno model here',
    });
  });

  test('a library of the system that is missing is named with the package that has it', async () => {
    const said = 'ImportError: libgomp.so.1: cannot open shared object file: No such file or directory';
    const served = await serveEntries([upstreamEntry(`echo "${said}"; exit 1`)]);
    await expect(served.ready).rejects.toMatchObject({
      hint: expect.stringMatching(
        /^The system library libgomp\.so\.1 is missing: .* libgomp1, [^]*\nThe last that/,
      ) as string,
    });
  });

  test('a command that does not exist is tried once', async () => {
    const served = await serveEntries([upstreamEntry('no-such-engine --port 8000')]);
    await expect(served.ready).rejects.toMatchObject({ message: expect.stringContaining('status 127') as string });
    expect(served.log.records.map(({ message }) => message)).not.toContain('A worker will be started again');
  });

  test('a port that somebody else has is not mistaken for the server', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const served = await serveEntries([upstreamEntry('sleep 600', { port })]);
    await expect(served.ready).rejects.toMatchObject({
      message: `Port ${port} of docker_server is in use by another process`,
    });
  });

  test('its illness is told', async () => {
    const served = await serveUpstream();
    writeFileSync(path.join(served.directory, 'ill'), '');
    const response = await fetch(`${served.url}/v1/models/model`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ reason: 'its server answers 500 to GET /healthy' });
  });

  test('a drain answers what was accepted, and lets the server say goodbye', async () => {
    const served = await serveUpstream();
    const { pid } = (await (await served.predict({})).json()) as Echo;
    const waiting = fetch(`${served.url}/wait`);
    await untilCount(served, 'waiting', 1);
    const drained = served.drain();
    writeFileSync(path.join(served.directory, 'go'), '');
    expect(await (await waiting).text()).toBe('gone');
    await drained;
    await served.log.until(/^goodbye$/);
    // It has ended by then; a process that is not our own child is taken off the list a moment later.
    await untilGone(pid);
  });

  test('a server may say goodbye whoever has started it', async () => {
    const served = await serveEntries([upstreamEntry(`cd . && ${UPSTREAM_COMMAND}; true`)]);
    await served.ready;
    await served.drain();
    await served.log.until(/^goodbye$/);
  });

  test('closing leaves nothing, also of what a shell has started', async () => {
    const served = await serveEntries([upstreamEntry(`sleep 600 & ${UPSTREAM_COMMAND}`)]);
    await served.ready;
    const { pid } = (await (await served.predict({})).json()) as Echo;
    await served.close();
    await untilGone(pid);
  });

  test('a killed front leaves no process and no secret', async () => {
    const entry = upstreamEntry(UPSTREAM_COMMAND, { secrets: { key: 's3cret' } });
    const before = secretDirectories();
    const script = fileURLToPath(import.meta.resolve('../../../../test/support/server-host.ts'));
    const host = spawn(process.execPath, [script, JSON.stringify(entry)], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void host.kill('SIGKILL'));
    const [url] = (await once(createInterface(host.stdout), 'line')) as [string];
    const response = await fetch(`${url}/v1/models/model:predict`, { method: 'POST', body: 'x' });
    const { pid } = (await response.json()) as Echo;
    const made = secretDirectories().filter((name) => !before.includes(name));
    expect(made.length).toBeGreaterThan(0);
    host.kill('SIGKILL');
    await untilGone(pid);
    while (made.some((name) => existsSync(path.join(tmpdir(), name)))) await sleep(5);
  });
});

test('secrets are files that only this user can read, where the command expects them', async () => {
  const command = `${UPSTREAM_COMMAND} /secrets/api_key`;
  const before = secretDirectories();
  const served = await serveEntries([upstreamEntry(command, { secrets: { api_key: 's3cret' } })]);
  await served.ready;
  expect(await (await fetch(`${served.url}/secret`)).text()).toBe('s3cret');
  const made = secretDirectories().find((name) => !before.includes(name)) ?? '';
  expect(statSync(path.join(tmpdir(), made)).mode & 0o777).toBe(0o700);
  await served.close();
  expect(existsSync(path.join(tmpdir(), made))).toBe(false);
});

test('a command that names places of a container finds those of the truss', async () => {
  const served = await serveEntries([
    upstreamEntry(`cd /app/model && test -f /app/model/model.py && ${UPSTREAM_COMMAND}`),
  ]);
  await expect(served.ready).resolves.toBeUndefined();
});

function secretDirectories(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('truss-secrets-'));
}
