import { describe, expect, test } from 'vitest';

import { rawFields, readHead } from './request-head.ts';

const LINE = 'POST /v1/models/a:predict HTTP/1.1\r\n';
const LENGTH = 'Content-Length: 2\r\n';

function read(head: string): ReturnType<typeof readHead> {
  return readHead(Buffer.from(head, 'latin1'));
}

test('a head is read as Node reads it: names in lower case, values without the blanks around them', () => {
  const head = read(`${LINE}Host: a\r\nX-A:\t b c \t\r\nX-Empty:\r\n${LENGTH}\r\n{}`);
  expect(head).toMatchObject({ target: '/v1/models/a:predict', bodyBytes: 2 });
  if (head === null || head === 'short') throw new Error('it was not read');
  expect(Object.entries(head.headers)).toEqual([
    ['host', 'a'],
    ['x-a', 'b c'],
    ['x-empty', ''],
    ['content-length', '2'],
  ]);
  expect(rawFields(head).join('|')).toBe('Host|a|X-A|b c|X-Empty||Content-Length|2');
  expect(head.text).toBe(`${LINE}Host: a\r\nX-A:\t b c \t\r\nX-Empty:\r\n${LENGTH}\r\n`);
});

test('a head that is the same to its end as the one before it is not read again', () => {
  const first = `${LINE}X-A: 1\r\n${LENGTH}\r\n`;
  const last = read(`${first}{}`);
  if (last === null || last === 'short') throw new Error('it was not read');
  const after = (head: string): ReturnType<typeof readHead> => readHead(Buffer.from(head, 'latin1'), last);
  expect(after(`${first}[]`)).toBe(last);
  expect(after(first)).toBe(last);
  expect(after(first.slice(0, -1))).toBe('short');
  expect(after(`${LINE}X-A: 2\r\n${LENGTH}\r\n[]`)).toMatchObject({ headers: { 'x-a': '2', 'content-length': '2' } });
  expect(after(`${LINE}X-A: 1\r\n${LENGTH}X-B: 1\r\n\r\n`)).toMatchObject({ headers: { 'x-b': '1' } });
  expect(after(`${LINE}X-A: 1\r\n${LENGTH}${LENGTH}\r\n`)).toBeNull();
});

test.each(['P', LINE, `${LINE}${LENGTH}`, `${LINE}${LENGTH}\r`])('the end of %j is still to come', (head) => {
  expect(read(head)).toBe('short');
});

describe('left to Node is', () => {
  test.each([
    ['another method', `GET / HTTP/1.1\r\n${LENGTH}\r\n`],
    ['a method in lower case', `post / HTTP/1.1\r\n${LENGTH}\r\n`],
    ['the beginning of another method', 'PU'],
    ['an empty line before it', `\r\n${LINE}${LENGTH}\r\n`],
    ['another version', `POST / HTTP/1.0\r\n${LENGTH}\r\n`],
    ['no version', `POST /\r\n${LENGTH}\r\n`],
    ['two blanks in the first line', `POST /  HTTP/1.1\r\n${LENGTH}\r\n`],
    ['no length', `${LINE}Host: a\r\n\r\n`],
    ['two lengths', `${LINE}${LENGTH}${LENGTH}\r\n`],
    ['a list of lengths', `${LINE}Content-Length: 2, 2\r\n\r\n`],
    ['a length with a sign', `${LINE}Content-Length: +2\r\n\r\n`],
    ['a length that begins with a zero', `${LINE}Content-Length: 02\r\n\r\n`],
    ['no body', `${LINE}Content-Length: 0\r\n\r\n`],
    ['a long body', `${LINE}Content-Length: 65537\r\n\r\n`],
    ['chunks', `${LINE}${LENGTH}Transfer-Encoding: chunked\r\n\r\n`],
    ['a header that came twice', `${LINE}${LENGTH}X-A: 1\r\nx-a: 1\r\n\r\n`],
    ['a header named as what every object has', `${LINE}${LENGTH}__proto__: 1\r\n\r\n`],
    ['a connection that closes', `${LINE}${LENGTH}Connection: close\r\n\r\n`],
    ['a list of what is of the connection', `${LINE}${LENGTH}Connection: keep-alive, x-a\r\n\r\n`],
    ['who waits for a word', `${LINE}${LENGTH}Expect: 100-continue\r\n\r\n`],
    ['an upgrade', `${LINE}${LENGTH}Upgrade: h2c\r\n\r\n`],
    ['a page of a browser', `${LINE}${LENGTH}Origin: https://example.org\r\n\r\n`],
    ['a folded line', `${LINE}${LENGTH}X-A: 1\r\n 2\r\n\r\n`],
    ['a blank before the colon', `${LINE}Content-Length : 2\r\n\r\n`],
    ['no colon', `${LINE}${LENGTH}X-A\r\n\r\n`],
    ['no name', `${LINE}${LENGTH}: 1\r\n\r\n`],
    ['a bare line feed', `${LINE}${LENGTH}X-A: 1\nX-B: 2\r\n\r\n`],
    ['a bare carriage return', `${LINE}${LENGTH}X-A: 1\rX-B: 2\r\n\r\n`],
    ['a zero byte', `${LINE}${LENGTH}X-A: \0\r\n\r\n`],
    ['a byte above ASCII', `${LINE}${LENGTH}X-A: \u00e4\r\n\r\n`],
    ['a head without an end', `${LINE}${LENGTH}X-A: ${'a'.repeat(9000)}`],
    ['a long head', `${LINE}${LENGTH}X-A: ${'a'.repeat(9000)}\r\n\r\n`],
  ])('%s', (_name, head) => {
    expect(read(head)).toBeNull();
  });
});
