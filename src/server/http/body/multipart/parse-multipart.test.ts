import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { isRefusal } from '../../../../core/inference/refusal.ts';
import { parseMultipart } from './parse-multipart.ts';
import { unreadableForm } from './unreadable-form.ts';

const TYPE = 'multipart/form-data; boundary=x';

/** A body of parts that are given as their header lines and their content. */
function form(...parts: [head: string, content: string | Uint8Array][]): Buffer {
  const pieces = parts.flatMap(([head, content]) => [
    Buffer.from(`--x\r\n${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from('--x--\r\n')]);
}

const FIELD = 'Content-Disposition: form-data; name="a"';

test('fields and files', () => {
  const file = 'Content-Disposition: form-data; name="f"; filename="größer.wav"\r\nContent-Type: audio/wav';
  expect(parseMultipart(form([FIELD, '1'], [file, '\r\n--xy'.slice(0, 4)]), TYPE)).toEqual([
    { name: 'a', filename: null, contentType: null, bytes: Buffer.from('1') },
    { name: 'f', filename: 'größer.wav', contentType: 'audio/wav', bytes: Buffer.from('\r\n--') },
  ]);
});

test.each([
  ['form-data; name=a', 'a', null],
  ['FORM-DATA;NAME="a"', 'a', null],
  ['form-data; filename="f"; name="a"', 'a', 'f'],
  ['form-data; name="a;b=\\"c\\""', 'a;b="c"', null],
  ['form-data; name="a%22b"', 'a"b', null],
  ['form-data; name=""', '', null],
  ['form-data; name="a"; filename=""', 'a', ''],
  ['form-data; name="a"; filename="../../etc/passwd"', 'a', 'passwd'],
  [String.raw`form-data; name="a"; filename="C:\\x\\y.wav"`, 'a', 'y.wav'],
  ['form-data; name="a"; filename=".."', 'a', ''],
  ['form-data; name="a"; filename="u"; filename*=UTF-8\'\'%C3%A9.wav', 'a', 'é.wav'],
  ['form-data; name="a"; filename="u"; filename*=UTF-8\'\'%ZZ', 'a', 'u'],
  ['form-data; name="a"; filename="u"; filename*=UTF-8\'\'..%2F..%2Fu2', 'a', 'u2'],
])('Content-Disposition: %s', (disposition, name, filename) => {
  const parts = parseMultipart(form([`content-disposition: ${disposition}`, '']), TYPE);
  expect(parts).toMatchObject([{ name, filename }]);
});

test('what may stand around the parts', () => {
  expect(parseMultipart(Buffer.from('--x--'), TYPE)).toEqual([]);
  expect(parseMultipart(Buffer.from(`preamble\r\n--x \t\r\n${FIELD}\r\n\r\n1\r\n--x--epilogue`), TYPE)).toHaveLength(1);
  // No line of its own after the headers: the part is empty.
  expect(parseMultipart(Buffer.from(`--x\r\n${FIELD}\r\n\r\n--x--`), TYPE)).toMatchObject([{ bytes: Buffer.alloc(0) }]);
});

describe('what is no form', () => {
  test.each([
    ['', 'the boundary that its Content-Type names does not occur'],
    ['hello', 'the boundary that its Content-Type names does not occur'],
    ['--xy\r\n', 'the boundary before part 1 is not followed by a line end'],
    ['--x', 'the boundary before part 1 is not followed by a line end'],
    ['--x\r\n', 'the headers of part 1 have no end within 4096 bytes'],
    [
      `--x\r\n${FIELD}; b="${'b'.repeat(5000)}"\r\n\r\n1\r\n--x--`,
      'the headers of part 1 have no end within 4096 bytes',
    ],
    ['--x\r\n\r\n1\r\n--x--', 'part 1 has no "Content-Disposition: form-data"'],
    ['--x\r\n\r\n\r\n1\r\n--x--', 'part 1 has no "Content-Disposition: form-data"'],
    [
      '--x\r\nContent-Disposition: attachment; name="a"\r\n\r\n1\r\n--x--',
      'part 1 has no "Content-Disposition: form-data"',
    ],
    ['--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--', 'part 1 has no name'],
    [
      '--x\r\nContent-Disposition: form-data; name="a\u0007"\r\n\r\n1\r\n--x--',
      'part 1 has control characters in its headers',
    ],
    [`--x\r\n${FIELD}\r\n\r\n1`, 'part 1 is cut short: no boundary follows it'],
    [`--x\r\n${FIELD}\r\n\r\n1\r\n--x\r\n`, 'the headers of part 2 have no end within 4096 bytes'],
  ])('%j', (body, problem) => {
    expect(parseMultipart(Buffer.from(body), TYPE)).toEqual(unreadableForm(problem));
  });

  test.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'b'.repeat(71)}`,
    'multipart/form-data; boundary="a\u0001"',
  ])('%s', (contentType) => {
    const problem = 'its Content-Type names no boundary of 1 to 70 characters';
    expect(parseMultipart(form([FIELD, '1']), contentType)).toEqual(unreadableForm(problem));
  });
});

describe('what costs more than it is worth', () => {
  test('thousands of parts', () => {
    const parts = Array.from({ length: 1001 }, (): [string, string] => [FIELD, '1']);
    expect(parseMultipart(form(...parts.slice(1)), TYPE)).toHaveLength(1000);
    expect(parseMultipart(form(...parts), TYPE)).toEqual(unreadableForm('it has more than 1000 parts'));
  });

  test('a boundary with dashes without an end (CVE-2024-9056)', () => {
    const dashes = Buffer.alloc(20_000_000, '-');
    expect(parseMultipart(Buffer.concat([Buffer.from('--x'), dashes]), TYPE)).toEqual([]);
    expect(parseMultipart(Buffer.concat([Buffer.from('--x\r\n'), dashes]), TYPE)).toMatchObject({
      message: expect.stringContaining('have no end'),
    });
  });

  test('a body of nearly boundaries', () => {
    const boundary = 'a'.repeat(70);
    const nearly = Buffer.alloc(20_000_000, `\r\n--${boundary.slice(1)}`);
    const body = Buffer.concat([Buffer.from(`--${boundary}\r\n${FIELD}\r\n\r\n`), nearly]);
    expect(parseMultipart(body, `multipart/form-data; boundary=${boundary}`)).toMatchObject({
      message: expect.stringContaining('cut short'),
    });
  });
});

test('whatever parts are put together come out', () => {
  const contents = fc.array(fc.uint8Array({ maxLength: 500 }), { maxLength: 10 });
  fc.assert(
    fc.property(contents, (arrays) => {
      fc.pre(!arrays.some((array) => Buffer.from(array).includes('\r\n--x')));
      const parts = parseMultipart(form(...arrays.map((array): [string, Uint8Array] => [FIELD, array])), TYPE);
      if (isRefusal(parts)) throw new Error(parts.message);
      expect(parts.map((part) => part.bytes)).toEqual(arrays.map((array) => Buffer.from(array)));
    }),
  );
});

test('any bytes give parts or a reason', () => {
  const pieces = [
    '--x',
    '--x--',
    '\r\n',
    '\r\n\r\n',
    FIELD,
    'Content-Disposition:',
    'form-data; name=',
    '"',
    '\\',
    ';',
    'filename*=',
    "UTF-8''%",
    ' ',
    '\0',
    'ä',
  ];
  const bodies = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 });
  fc.assert(
    fc.property(bodies, fc.boolean(), (words, begins) => {
      const told = parseMultipart(Buffer.from((begins ? '--x\r\n' : '') + words.join('')), TYPE);
      expect(isRefusal(told) || Array.isArray(told)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('any content type gives a boundary or none', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const told = parseMultipart(Buffer.alloc(0), `multipart/form-data; boundary=${text}`);
      expect(isRefusal(told)).toBe(true);
    }),
  );
});
