import { expect, test } from 'vitest';

import { MessageWindow } from './message-window.ts';

const MEBIBYTE = 1024 * 1024;

test('it is full when more than the window is on its way', () => {
  const window = new MessageWindow();
  window.sent(MEBIBYTE);
  expect(window.isFull).toBe(false);
  window.sent(1);
  expect(window.isFull).toBe(true);
  window.received(MEBIBYTE);
  expect(window.isFull).toBe(false);
});

test('it is full of messages without content, too', () => {
  const window = new MessageWindow();
  for (let count = 0; count < 1025; count += 1) window.sent(0);
  expect(window.isFull).toBe(true);
  window.received(0);
  expect(window.isFull).toBe(false);
});

test('several messages may be given back together', () => {
  const window = new MessageWindow();
  for (let count = 0; count < 1025; count += 1) window.sent(count === 1000 ? 7 : 1);
  window.received(1007);
  for (let count = 0; count < 1000; count += 1) window.sent(0);
  expect(window.isFull).toBe(false);
  window.sent(0);
  expect(window.isFull).toBe(true);
});
