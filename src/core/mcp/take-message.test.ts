import { assert, constantFrom, integer, json, jsonValue, oneof, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { McpServer, McpStep } from './take-message.ts';
import { takeMessage } from './take-message.ts';
import type { Tool } from './tool.ts';

const TOOL: Tool = {
  name: 'iris_predict',
  title: 'iris',
  description: 'Says which iris it is.',
  inputSchema: { type: 'object' },
  outputSchema: { type: 'array' },
  model: 'iris',
  method: 'predict',
  path: '/v1/models/iris:predict',
  body: { kind: 'json', member: null },
  media: {},
};

const SERVER: McpServer = { tools: [TOOL], instructions: 'Ask.', isGuarded: false };

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

const HEADERS = { version: '2026-07-28', method: 'tools/list', name: null };

interface Answer {
  readonly status: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly id?: unknown;
}

/** What a message is answered with; it has to be answered. */
function answer(message: object | string, headers: Parameters<typeof takeMessage>[2] = null): Answer {
  const text = typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', id: 1, ...message });
  const taken = takeMessage(text, SERVER, headers);
  if (taken.kind !== 'answer') throw new RangeError(`it is ${taken.kind}`);
  return { status: taken.status, ...(JSON.parse(taken.json) as object) };
}

function step(message: object): McpStep {
  return takeMessage(JSON.stringify({ jsonrpc: '2.0', ...message }), SERVER, null);
}

describe('clients that begin with initialize', () => {
  test.each([
    ['2025-11-25', '2025-11-25'],
    ['2024-11-05', '2024-11-05'],
    ['2026-07-28', '2025-11-25'],
    ['1999-01-01', '2025-11-25'],
  ])('one that asks for %s gets %s', (protocolVersion, agreed) => {
    const { result } = answer({ method: 'initialize', params: { protocolVersion, capabilities: {} } });
    expect(result).toMatchObject({ protocolVersion: agreed, capabilities: { tools: {} }, instructions: 'Ask.' });
  });

  test('their answers have nothing of what came later', () => {
    expect(answer({ method: 'ping' })).toEqual({ status: 200, jsonrpc: '2.0', id: 1, result: {} });
    const { name, title, description, inputSchema } = TOOL;
    expect(answer({ method: 'tools/list', params: {} }).result).toEqual({
      tools: [{ name, title, description, inputSchema }],
    });
  });

  test('what there is not', () => {
    expect(answer({ method: 'resources/list' })).toMatchObject({ status: 200, error: { code: -32601 } });
    expect(answer({ method: 'server/discover' })).toMatchObject({ status: 200, error: { code: -32601 } });
    const headers = { ...HEADERS, version: '1999-01-01' };
    const unsupported = { code: -32022, data: { supported: ['2026-07-28'], requested: '1999-01-01' } };
    expect(answer({ method: 'ping' }, headers)).toMatchObject({ status: 400, error: unsupported });
  });
});

describe('clients that say with every request what they are', () => {
  const modern = (method: string, params: object = {}): object => ({ method, params: { ...params, _meta: META } });

  test('what they are answered says so, too', () => {
    const discovered = answer(modern('server/discover'), { ...HEADERS, method: 'server/discover' });
    expect(discovered.result).toMatchObject({
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {} },
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'truss' } },
      cacheScope: 'public',
    });
    const listed = answer(modern('tools/list'), HEADERS);
    expect(listed.result).toMatchObject({ resultType: 'complete', tools: [{ outputSchema: { type: 'array' } }] });
  });

  test.each<[string, object, Partial<typeof HEADERS> | null, object]>([
    ['another version in the header', modern('tools/list'), { version: '2025-11-25' }, { code: -32020 }],
    ['no version in the header', modern('tools/list'), { version: null as never }, { code: -32020 }],
    ['another method in the header', modern('tools/list'), { method: 'ping' }, { code: -32020 }],
    [
      'no name in the header',
      modern('tools/call', { name: 'iris_predict' }),
      { method: 'tools/call' },
      { code: -32020 },
    ],
    [
      'a version that is not known',
      { method: 'tools/list', params: { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': '2030-01-01' } } },
      null,
      { code: -32022, data: { supported: ['2026-07-28'], requested: '2030-01-01' } },
    ],
    [
      'no word of what the client can do',
      { method: 'tools/list', params: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } } },
      null,
      { code: -32602 },
    ],
    ['the header alone', { method: 'tools/list' }, {}, { code: -32602 }],
    ['initialize with the header', { method: 'initialize', params: {} }, {}, { code: -32020 }],
  ])('%s is refused', (_what, message, headers, error) => {
    const repeated = headers === null ? null : { ...HEADERS, ...headers };
    expect(answer(message, repeated)).toMatchObject({ status: 400, error, id: 1 });
  });

  test('a method that there is not any more', () => {
    const headers = { ...HEADERS, method: 'ping' };
    expect(answer(modern('ping'), headers)).toMatchObject({ status: 404, error: { code: -32601 } });
  });

  test('a name in its header may be in base64', () => {
    const name = btoa('iris_predict');
    const headers = { ...HEADERS, method: 'tools/call', name: `=?base64?${name}?=` };
    const text = JSON.stringify({ jsonrpc: '2.0', id: 1, ...modern('tools/call', { name: 'iris_predict' }) });
    expect(takeMessage(text, SERVER, headers).kind).toBe('call');
  });
});

describe('calls', () => {
  test('the arguments and the id are handed on as they were written', () => {
    const text =
      '{"jsonrpc":"2.0","id":12345678901234567890,"method":"tools/call","params":{"name":"iris_predict","arguments":{"x": 1.0, "n": 12345678901234567890},"_meta":{"progressToken":"p"}}}';
    expect(takeMessage(text, SERVER, null)).toEqual({
      kind: 'call',
      call: {
        id: '12345678901234567890',
        era: 'legacy',
        tool: TOOL,
        argumentsText: '{"x": 1.0, "n": 12345678901234567890}',
        progressToken: '"p"',
        trace: null,
      },
    });
  });

  test.each([
    [{ name: 'iris_predic' }, 200, 'Unknown tool: "iris_predic"; did you mean iris_predict?'],
    [{}, 400, 'A call says the name of its tool'],
    [{ name: 'iris_predict', arguments: [1] }, 400, 'The arguments of a tool are a JSON object'],
  ])('%j is none', (params, status, message) => {
    const told = answer({ method: 'tools/call', params });
    expect(told).toMatchObject({ status, error: { code: -32602, message } });
  });
});

test('notifications are not answered; one of them cancels', () => {
  expect(step({ method: 'notifications/initialized' })).toEqual({ kind: 'accepted' });
  expect(step({ method: 'tools/call', params: { name: 'iris_predict' } })).toEqual({ kind: 'accepted' });
  expect(step({ method: 'notifications/cancelled', params: { requestId: 'a' } })).toEqual({
    kind: 'cancel',
    id: '"a"',
  });
});

describe('what is no message', () => {
  test.each([
    ['', -32700],
    ['nothing', -32700],
    ['{"jsonrpc":"2.0"', -32700],
    ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600],
    ['{"id":1,"method":"ping"}', -32600],
    ['{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
    ['{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
    [`{"jsonrpc":"2.0","id":"${'x'.repeat(1000)}","method":"ping"}`, -32600],
    ['{"jsonrpc":"2.0","id":1,"method":5}', -32600],
    ['{"jsonrpc":"2.0","id":1,"result":{}}', -32600],
    ['{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}', -32602],
    [`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(5000)}}}`, -32700],
  ])('%s', (text, code) => {
    expect(answer(text)).toMatchObject({ status: 400, error: { code } });
  });

  test('whatever comes is answered by a message, or by none where none is due', () => {
    const parts = record(
      {
        jsonrpc: constantFrom<unknown>('2.0', '1.0', 2),
        id: oneof(integer(), string(), jsonValue()),
        method: oneof(constantFrom('tools/call', 'tools/list', 'initialize', 'server/discover'), jsonValue()),
        params: oneof(jsonValue(), record({ name: jsonValue(), arguments: jsonValue(), _meta: jsonValue() })),
      },
      { requiredKeys: [] },
    );
    const texts = oneof(
      string(),
      parts.map((value) => JSON.stringify(value)),
      json(),
    );
    assert(
      property(texts, (text) => {
        const taken = takeMessage(text, SERVER, null);
        if (taken.kind === 'answer') expect(JSON.parse(taken.json)).toMatchObject({ jsonrpc: '2.0' });
      }),
      { numRuns: 500 },
    );
  });
});
