import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { sampleInput } from '../../core/examples/sample-input.ts';
import type { ServerAddress } from './curl-line.ts';
import { curlLine } from './curl-line.ts';

const tensor = (name: string, datatype: 'FP64' | 'BYTES' | 'BOOL', shape: number[]) => ({ name, datatype, shape });

const open = (url: string): ServerAddress => ({ url, certificate: null, needsToken: false });

describe('sampleInput', () => {
  it.each([
    ['no signature', null, { inputs: [[0]] }],
    ['rows of numbers', [tensor('inputs', 'FP64', [-1, 4])], { inputs: [[0, 0, 0, 0]] }],
    ['rows of text', [tensor('inputs', 'BYTES', [-1])], { inputs: ['text'] }],
    ['columns', [tensor('age', 'FP64', [-1]), tensor('new', 'BOOL', [-1])], { inputs: [{ age: 0, new: false }] }],
    ['images', [tensor('inputs', 'FP64', [-1, 224, 224, 3])], { inputs: [] }],
  ])('%s', (_, inputs, expected) => {
    expect(sampleInput(inputs === null ? null : { inputs, outputs: [] })).toEqual(expected);
  });
});

describe('curlLine', () => {
  it('survives the shell', () => {
    const input = { inputs: ["it's $HOME", 'ä "quoted" \\'] };
    const line = curlLine(open('http://127.0.0.1:8080'), 'iris', { method: 'predict', json: JSON.stringify(input) });
    const received = execFileSync('bash', ['-c', line.replace('curl', `printf '%s\\n'`)], { encoding: 'utf8' });
    const words = received.trimEnd().split('\n');
    expect(words[2]).toBe('http://127.0.0.1:8080/v1/models/iris:predict');
    expect(JSON.parse(words.at(-1) ?? '')).toEqual(input);
  });

  it('sends a file as what its name says', () => {
    expect(curlLine(open('http://h'), 'm', { method: 'predict', file: join(process.cwd(), "a cat's.png") })).toBe(
      `curl -X POST http://h/v1/models/m:predict -H 'Content-Type: image/png' --data-binary '@a cat'\\''s.png'`,
    );
  });

  it('asks other methods on the routes of their protocols', () => {
    expect(curlLine(open('http://h'), 'm', { method: 'embeddings', json: '{}' })).toContain(
      'POST http://h/v1/embeddings -H',
    );
  });

  it('names a file where the request is too long to paste', () => {
    expect(curlLine(open('http://h'), 'm', { method: 'predict', json: JSON.stringify('x'.repeat(1000)) })).toMatch(
      /-d @request\.json$/,
    );
  });

  it('names the certificate and the token that it needs, and shows none', () => {
    const server = { url: 'https://h', certificate: join(process.cwd(), 'a b.crt'), needsToken: true };
    expect(curlLine(server, 'm', { method: 'predict', json: '{}' })).toBe(
      `curl -X POST https://h/v1/models/m:predict --cacert 'a b.crt' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{}'`,
    );
  });
});
