// Models as tools, asked by hand: what clients of others make of it is in test/clients/mcp.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';

const ADDER = `
from dataclasses import dataclass

@dataclass
class Sum:
    total: float

class Model:
    def predict(self, a: dict) -> Sum:
        """Adds two numbers."""
        return Sum(a["x"] + a["y"])
`;

const STREAMS = `
import os, time

class Model:
    def predict(self, request):
        """Counts, and notes when it was ended."""
        try:
            for number in range(request.get("to", 1000000)):
                yield {"number": number} if request.get("json") else f"{number} " * request.get("times", 1)
                if "pause" in request:
                    time.sleep(request["pause"])
        finally:
            open("ended", "w").close()

    def chat_completions(self, request):
        """Talks."""
        for word in ["Good ", "day"]:
            yield {"choices": [{"delta": {"content": word}}]}
`;

interface Result {
  readonly content: readonly { readonly type: string; readonly text?: string; readonly data?: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: { readonly message?: string; readonly progress?: number };
  readonly result?: Result;
  readonly error?: { readonly code: number; readonly message: string };
}

async function serveTools(model: string, runtime: Parameters<typeof serveModel>[1] = {}): Promise<ServedModel> {
  return serveModel(model, { name: 'm', ...runtime, runtime: { mcp: true, ...runtime.runtime } });
}

function post(served: ServedModel, message: object | string, init: RequestInit = {}): Promise<Response> {
  const body = typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...message });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(init.headers as Record<string, string> | undefined),
  };
  return fetch(`${served.url}/mcp`, { method: 'POST', body, ...init, headers });
}

function callOf(name: string, given: object, meta: object = {}): object {
  return { id: 1, method: 'tools/call', params: { name, arguments: given, _meta: meta } };
}

async function call(served: ServedModel, name: string, given: object): Promise<Result | undefined> {
  const response = await post(served, callOf(name, given));
  expect(response.status).toBe(200);
  return ((await response.json()) as Message).result;
}

/** The messages of a stream of events. */
async function events(response: Response): Promise<Message[]> {
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  return [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Message);
}

test('a method with a docstring is a tool, and is called as one', async () => {
  const served = await serveTools(ADDER);
  const listed = await (await post(served, { id: 1, method: 'tools/list' })).json();
  expect(listed).toMatchObject({
    result: { tools: [{ name: 'm_predict', description: 'Adds two numbers.', outputSchema: { type: 'object' } }] },
  });
  expect(await call(served, 'm_predict', { x: 1, y: 2 })).toEqual({
    content: [{ type: 'text', text: '{"total":3}' }],
    structuredContent: { total: 3 },
  });
});

test('a method without one is none, and the log says so', async () => {
  const served = await serveTools('class Model:\n    def predict(self, request):\n        return 1\n');
  expect(await (await post(served, { id: 1, method: 'tools/list' })).json()).toMatchObject({ result: { tools: [] } });
  await served.log.until(/predict of m is no tool: it has no docstring/);
});

test('only models are tools whose configs say so, unless the server offers all', async () => {
  const other = modelEntry(ADDER, { name: 'other' });
  const one = await serveEntries([modelEntry(ADDER, { name: 'm', runtime: { mcp: true } }), other]);
  await one.ready;
  const names = async (served: ServedModel): Promise<unknown> => {
    const { result } = (await (await post(served, { id: 1, method: 'tools/list' })).json()) as { result?: unknown };
    return (result as { tools: { name: string }[] } | undefined)?.tools.map(({ name }) => name);
  };
  expect(await names(one)).toEqual(['m_predict']);
  const all = await serveEntries([modelEntry(ADDER, { name: 'm' }), other], { mcp: true });
  await all.ready;
  expect(await names(all)).toEqual(['m_predict', 'other_predict']);
  const none = await serveModel(ADDER);
  const refused = await post(none, { id: 1, method: 'tools/list' });
  expect([refused.status, await refused.text()]).toEqual([404, expect.stringContaining('ROUTE_NOT_FOUND')]);
});

test('a call goes on with the trace that its message is of, unless a header says another', async () => {
  const traced =
    'import truss\n\nclass Model:\n    def predict(self, a: dict):\n        """Tells its trace."""\n        return truss.trace_headers()\n';
  const served = await serveTools(traced);
  const [one, two] = ['1', '2'].map((digit) => digit.repeat(32));
  const trace = { traceparent: `00-${one}-${'a'.repeat(16)}-01`, tracestate: 'x=1' };
  const told = async (meta: object, headers: Record<string, string> = {}): Promise<unknown> =>
    JSON.parse(
      ((await (await post(served, callOf('m_predict', {}, meta), { headers })).json()) as Message).result?.content[0]
        ?.text ?? '',
    );
  expect(await told(trace)).toEqual({ traceparent: expect.stringContaining(`00-${one}`), tracestate: 'x=1' });
  const header = { traceparent: `00-${two}-${'b'.repeat(16)}-01` };
  expect(await told(trace, header)).toEqual({ traceparent: expect.stringContaining(`00-${two}`) });
  expect(await told({ traceparent: 7 })).toEqual({});
  expect(await told({ traceparent: 'none' })).toEqual({});
});

describe('what goes wrong', () => {
  test('is told to who asked, and counts as what it was', async () => {
    const served = await serveTools(ADDER);
    expect(await call(served, 'm_predict', { x: 1 })).toEqual({
      content: [{ type: 'text', text: expect.stringMatching(/^MODEL_RAISED: /) }],
      isError: true,
    });
    await vi.waitFor(async () => {
      const metrics = await (await fetch(`${served.url}/metrics`)).text();
      expect(metrics).toMatch(/truss_requests_total\{[^}]*status="500"[^}]*\} 1/);
    });
  });

  test('a deadline ends a call as every request', async () => {
    const served = await serveTools(STREAMS);
    const slow =
      'class Model:\n    def predict(self, r):\n        """Sleeps."""\n        import time\n        time.sleep(60)\n';
    const sleeper = await serveTools(slow);
    const late = await post(sleeper, callOf('m_predict', {}), { headers: { 'x-request-timeout-ms': '50' } });
    expect(((await late.json()) as Message).result).toMatchObject({ isError: true, content: [{ text: /^REQUEST_/ }] });
    const bad = await post(served, callOf('m_predict', { to: 1 }), { headers: { 'x-request-timeout-ms': 'soon' } });
    expect(((await bad.json()) as Message).result?.content[0]?.text).toMatch(/^REQUEST_HEADER_INVALID/);
  });

  test('nothing larger than the model takes is read', async () => {
    const served = await serveTools(ADDER, { runtime: { max_body: 1000 } });
    const large = await call(served, 'm_predict', { x: 'y'.repeat(1200) });
    expect(large?.content[0]?.text).toMatch(/^REQUEST_TOO_LARGE/);
    const larger = await post(served, callOf('m_predict', { x: 'y'.repeat(100_000) }));
    expect([larger.status, await larger.json()]).toMatchObject([413, { jsonrpc: '2.0', error: { code: -32600 } }]);
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>, string, number]>([
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff), 'application/json', 400],
    ['no JSON', 'hello', 'application/json', 400],
    ['a batch', '[]', 'application/json', 400],
    ['nesting without end', `{"jsonrpc":"2.0","id":1,"params":${'{"a":'.repeat(200_000)}`, 'application/json', 400],
    ['another type', '{}', 'image/png', 415],
    ['nothing', '', 'application/json', 400],
  ])('%s is no message', async (_what, body, type, status) => {
    const served = await serveTools(ADDER);
    const response = await fetch(`${served.url}/mcp`, { method: 'POST', body, headers: { 'content-type': type } });
    expect([response.status, await response.json()]).toMatchObject([status, { jsonrpc: '2.0', error: {} }]);
  });
});

describe('streams', () => {
  test('items are progress to who wants it, then the answer is all of them', async () => {
    const served = await serveTools(STREAMS);
    const response = await post(served, callOf('m_predict', { to: 3 }, { progressToken: 7 }));
    const [first, second, third, last, ...more] = await events(response);
    expect(more).toEqual([]);
    expect([first, second, third].map((one) => one?.params)).toEqual([
      { progressToken: 7, progress: 1, message: '0 ' },
      { progressToken: 7, progress: 2, message: '1 ' },
      { progressToken: 7, progress: 3, message: '2 ' },
    ]);
    expect(last).toMatchObject({ id: 1, result: { content: [{ text: '0 1 2 ' }] } });
  });

  test('else the answer alone comes', async () => {
    const served = await serveTools(STREAMS);
    expect(await call(served, 'm_predict', { to: 2, json: true })).toEqual({
      content: [{ type: 'text', text: '[{"number":0},{"number":1}]' }],
    });
    expect(await call(served, 'm_chat_completions', {})).toEqual({ content: [{ type: 'text', text: 'Good day' }] });
    expect(await call(served, 'm_predict', { to: 0 })).toEqual({ content: [{ type: 'text', text: '' }] });
  });

  test('more than a window of it comes whole', async () => {
    const served = await serveTools(STREAMS);
    const answer = await call(served, 'm_predict', { to: 100, times: 50_000 });
    expect(answer?.content[0]?.text).toHaveLength(50_000 * (10 * 2 + 90 * 3));
  });

  test('a client that closes the response ends the model', async () => {
    const served = await serveTools(STREAMS);
    const leaving = new AbortController();
    const { signal } = leaving;
    const given = callOf('m_predict', { pause: 0.01 }, { progressToken: 1 });
    const response = await post(served, given, { signal });
    await response.body?.getReader().read();
    leaving.abort();
    await ended(served);
  });

  test('so does one that says which call it means', async () => {
    const served = await serveTools(STREAMS);
    const hello = await post(served, { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } });
    const headers = { 'mcp-session-id': hello.headers.get('mcp-session-id') ?? '' };
    const given = callOf('m_predict', { pause: 0.01 }, { progressToken: 1 });
    const response = await post(served, given, { headers });
    const told = { method: 'notifications/cancelled', params: { requestId: 1 } };
    // Another client has an id 1, too.
    expect((await post(served, told, { headers: { 'mcp-session-id': 'another' } })).status).toBe(202);
    const reader = response.body?.getReader();
    await reader?.read();
    expect((await post(served, told, { headers })).status).toBe(202);
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read());
    await ended(served);
    expect((await post(served, told, { headers })).status).toBe(202);
  });
});

/** Waits until the stream's generator is closed. */
async function ended(served: ServedModel): Promise<void> {
  await vi.waitFor(() => expect(existsSync(path.join(served.directory, 'ended'))).toBe(true), { timeout: 20_000 });
}

test('files go in and out in base64', async () => {
  const flip = `
from truss import Response

class Model:
    def predict(self, picture: bytes) -> bytes:
        """Turns a picture around."""
        return Response(bytes(picture)[::-1], media_type=picture.content_type)
`;
  const served = await serveTools(flip);
  const png = Buffer.from([1, 2, 3, 250]);
  const given = { data: png.toString('base64'), media_type: 'image/png' };
  const turned = Buffer.from([250, 3, 2, 1]).toString('base64');
  const image = { content: [{ type: 'image', data: turned, mimeType: 'image/png' }] };
  expect(await call(served, 'm_predict', given)).toEqual(image);
  expect(await call(served, 'm_predict', { data: `data:image/png;base64,${given.data}` })).toEqual(image);
  for (const data of ['http://127.0.0.1/x.png', 'file:///etc/passwd', 'no base64!', '', 7]) {
    const refused = await call(served, 'm_predict', { data });
    expect(refused).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^REQUEST_BODY_INVALID/) }],
    });
  }
});

test('JSON that a model wrote itself is one line of a message, or a text where it is none', async () => {
  const served = await serveTools(`
from truss import Response

class StreamingResponse:
    status_code, headers = 200, {"content-type": "application/x-ndjson"}

    def __init__(self, pieces):
        self.body_iterator = iter(pieces)

class Model:
    def predict(self, request):
        """Writes JSON itself."""
        if "lines" in request:
            return StreamingResponse(request["lines"])
        return Response(request["text"], media_type="application/json")
`);
  const pretty = await call(served, 'm_predict', { text: '{\n  "a": [1,\r\n 2]\n}' });
  expect(pretty).toEqual({ content: [{ type: 'text', text: '{"a":[1,2]}' }], structuredContent: { a: [1, 2] } });
  expect(await call(served, 'm_predict', { text: '{"a": oops' })).toEqual({
    content: [{ type: 'text', text: '{"a": oops' }],
  });
  const given = callOf('m_predict', { lines: ['{"a"', ': 1}\n'] }, { progressToken: 1 });
  expect((await events(await post(served, given))).at(-1)).toMatchObject({
    result: { content: [{ type: 'text', text: '{"a": 1}\n' }] },
  });
});

test('who has no token, or comes from the page of another, is not let in', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-mcp-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const tokensFile = path.join(directory, 'tokens');
  writeFileSync(tokensFile, 'me: 0123456789abcdef0123456789abcdef\n', { mode: 0o600 });
  const served = await serveEntries([modelEntry(ADDER, { name: 'm' })], { mcp: true, tokensFile });
  await served.ready;
  const list = { id: 1, method: 'tools/list' };
  const refused = await post(served, list);
  expect([refused.status, await refused.json()]).toMatchObject([401, { jsonrpc: '2.0', error: {} }]);
  const authorization = 'Bearer 0123456789abcdef0123456789abcdef';
  expect((await post(served, list, { headers: { authorization } })).status).toBe(200);
  const origin = 'https://evil.example';
  expect((await post(served, list, { headers: { authorization, origin } })).status).toBe(403);
});
