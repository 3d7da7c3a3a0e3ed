import { expect, test } from 'vitest';

import { namedModel, nameInMessage } from './named-model.ts';

test.each([
  ['/v1/models/iris:predict', 'iris'],
  ['/v1/models/iris%3Apredict?x=1', 'iris'],
  ['/v1/models/iris', 'iris'],
  ['/v1/models/iris/websocket', 'iris'],
  ['/v2/models/iris/infer', 'iris'],
  ['/v2/models/iris/versions/1/infer', 'iris'],
  ['/v1/models', null],
  ['/v2/models/stats', null],
  ['/v1/chat/completions', null],
  ['/', null],
])('%s names %s', (path, name) => {
  expect(namedModel(path)).toBe(name);
});

test('a message of gRPC begins with the name of its model', () => {
  const message = Uint8Array.of(0x0a, 4, 0x69, 0x72, 0x69, 0x73, 0x12, 1, 0x31);
  expect(nameInMessage(message, true)).toBe('iris');
  for (let length = 0; length < 6; length += 1) expect(nameInMessage(message.subarray(0, length), false)).toBe(null);
  expect(nameInMessage(message.subarray(0, 4), true)).toBe('');
  expect(nameInMessage(message.subarray(6), true)).toBe('');
  expect(nameInMessage(Uint8Array.of(), true)).toBe('');
  expect(nameInMessage(Uint8Array.of(0x0a, 0x80, 1), false)).toBe('');
});
