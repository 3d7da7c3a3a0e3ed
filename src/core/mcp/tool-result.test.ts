import { expect, test } from 'vitest';

import type { ToolAnswer } from './tool-result.ts';
import { failedResult, toolResult } from './tool-result.ts';
import type { Tool } from './tool.ts';

const TOOL: Tool = {
  name: 'a_predict',
  title: 'a',
  description: 'A.',
  inputSchema: { type: 'object' },
  outputSchema: null,
  model: 'a',
  method: 'predict',
  path: '/v1/models/a:predict',
  body: { kind: 'json', member: null },
  media: {},
};

function result(answer: ToolAnswer, tool: Partial<Tool> = {}, era: 'legacy' | 'modern' = 'legacy'): unknown {
  return JSON.parse(toolResult(answer, { ...TOOL, ...tool }, era));
}

test('an object is text and structure, with every digit of its numbers', () => {
  const json = '{"n":12345678901234567890}';
  expect(toolResult({ kind: 'json', json }, TOOL, 'legacy')).toBe(
    `{"content":[{"type":"text","text":"{\\"n\\":12345678901234567890}"}],"structuredContent":${json}}`,
  );
});

test('what is no object is structure only to those who take it', () => {
  const answer = { kind: 'json', json: '[1]' } as const;
  const outputSchema = { type: 'array' };
  expect(result(answer, { outputSchema })).not.toHaveProperty('structuredContent');
  expect(result(answer, { outputSchema }, 'modern')).toMatchObject({ structuredContent: [1], resultType: 'complete' });
  expect(result({ kind: 'json', json: '"a\\nb"' })).toEqual({ content: [{ type: 'text', text: 'a\nb' }] });
});

test('pictures and sound are what they are', () => {
  const bytes = (mediaType: string): ToolAnswer => ({ kind: 'bytes', mediaType, base64: 'AAEC' });
  const content = (one: object): object => ({ content: [one] });
  expect(result(bytes('image/png'))).toEqual(content({ type: 'image', data: 'AAEC', mimeType: 'image/png' }));
  expect(result(bytes('audio/wav'))).toEqual(content({ type: 'audio', data: 'AAEC', mimeType: 'audio/wav' }));
  expect(result(bytes('application/pdf'))).toMatchObject(
    content({ type: 'resource', resource: { mimeType: 'application/pdf', blob: 'AAEC' } }),
  );
});

test('so are those that stand in an answer', () => {
  const media = { picture: 'image/png' };
  expect(result({ kind: 'json', json: '{"seed": 7, "picture": "AAEC"}' }, { media })).toEqual({
    content: [
      { type: 'text', text: '{"seed":7}' },
      { type: 'image', data: 'AAEC', mimeType: 'image/png' },
    ],
  });
  // What every object has is none of them.
  expect(result({ kind: 'json', json: '{"constructor":"AAEC"}' }, { media })).toMatchObject({
    content: [{ type: 'text' }],
  });
  // What is no base64 is shown as it is.
  expect(result({ kind: 'json', json: '{"picture":null}' }, { media })).toMatchObject({
    content: [{ type: 'text', text: '{"picture":null}' }],
  });
});

test('a failure says that it is one', () => {
  expect(JSON.parse(failedResult('MODEL_RAISED: no', 'modern'))).toMatchObject({
    content: [{ type: 'text', text: 'MODEL_RAISED: no' }],
    isError: true,
    resultType: 'complete',
  });
});
