import { expect, test } from 'vitest';

import { mediaTypeOf } from './media-type.ts';

test.each([
  ['photo.JPG', 'image/jpeg'],
  ['a.b/sounds/a4.wav', 'audio/wav'],
  ['a.png/request', 'application/json'],
  ['.png', 'application/json'],
  ['a.constructor', 'application/json'],
  ['-', 'application/json'],
])('%s is %s', (file, type) => {
  expect(mediaTypeOf(file)).toBe(type);
});
