import { expect, test } from 'vitest';

import { Form } from '../../../core/wire/frame.ts';
import { bodyTimeoutMs } from './body-timeout.ts';

const JSON_FORM = { form: Form.V2_JSON, contentType: null };

test.each([
  ['{"inputs": []}', Infinity],
  ['{"inputs": [], "parameters": {"timeout": 1500}}', 1.5],
  ['{"parameters" : { "a": [1, {"timeout": 7}], "timeout":"2000" }, "inputs": []}', 2],
  ['{"parameters": {"timeout": 0}}', Infinity],
  // Elsewhere it is something else.
  ['{"timeout": 5}', Infinity],
  ['{"parameters": {"a": 1}, "inputs": [{"timeout": 5}]}', Infinity],
  ['{"parameters": {}, "timeout": 5}', Infinity],
  ['{"parameters": "timeout", "a": ["timeout", 5]}', Infinity],
])('%s allows %d ms', (body, ms) => {
  expect(bodyTimeoutMs(Buffer.from(body), JSON_FORM)).toBe(ms);
});

test.each(['-1', '1.5', 'null', 'true', '{}', '"soon"', ''])('a timeout of %s is refused', (value) => {
  const body = Buffer.from(`{"parameters": {"timeout": ${value}}}`);
  expect(bodyTimeoutMs(body, JSON_FORM)).toMatchObject({ code: 'REQUEST_INPUT_INVALID' });
});

test('what follows the JSON is not looked into', () => {
  const body = Buffer.from('{"parameters": {}}{"parameters": {"timeout": 5}}');
  expect(bodyTimeoutMs(body, { form: Form.V2_BINARY, contentType: null, members: { binaryOffset: 18 } })).toBe(
    Infinity,
  );
});
