import type { MessageInitShape } from '@bufbuild/protobuf';
import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import {
  assert,
  bigInt,
  boolean,
  constantFrom,
  double,
  float,
  integer,
  property,
  record,
  uint8Array,
  array,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Sliced } from '../sliced.ts';
import { wholeOf } from '../sliced.ts';
import { rawLength, writeRaw } from './contents-to-raw.ts';
import { findDatatype } from './datatypes.ts';
import { InferTensorContentsSchema } from './generated/inference/grpc_service_pb.js';
import { rawToContents } from './raw-to-contents.ts';

type Contents = MessageInitShape<typeof InferTensorContentsSchema>;

function encode(contents: Contents): Uint8Array {
  return toBinary(InferTensorContentsSchema, create(InferTensorContentsSchema, contents));
}

function toRaw(datatype: string, contents: Uint8Array, maxBytes = 1e6): Uint8Array {
  return wholeOf(sliced(datatype, contents, maxBytes));
}

function* sliced(datatype: string, contents: Uint8Array, maxBytes: number): Sliced<Uint8Array> {
  const tensor = { name: 'x', datatype, type: findDatatype(datatype)!, contents };
  const raw = new Uint8Array(yield* rawLength(tensor, maxBytes));
  yield* writeRaw(tensor, raw, 0);
  return raw;
}

const CONTENTS: Record<string, Arbitrary<Contents>> = {
  BOOL: record({ boolContents: array(boolean()) }),
  INT8: record({ intContents: array(integer({ min: -128, max: 127 })) }),
  INT16: record({ intContents: array(integer({ min: -32_768, max: 32_767 })) }),
  INT32: record({ intContents: array(integer()) }),
  INT64: record({ int64Contents: array(bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })) }),
  UINT8: record({ uintContents: array(integer({ min: 0, max: 255 })) }),
  UINT16: record({ uintContents: array(integer({ min: 0, max: 65_535 })) }),
  UINT32: record({ uintContents: array(integer({ min: 0, max: 2 ** 32 - 1 })) }),
  UINT64: record({ uint64Contents: array(bigInt({ min: 0n, max: 2n ** 64n - 1n })) }),
  FP32: record({ fp32Contents: array(float()) }),
  FP64: record({ fp64Contents: array(double()) }),
  BYTES: record({ bytesContents: array(uint8Array()) }),
};

test.each(Object.entries(CONTENTS))('%s comes back as it went', (datatype, contents) => {
  assert(
    property(contents, (given) => {
      const back = rawToContents(findDatatype(datatype)!, toRaw(datatype, encode(given)));
      expect(wholeOf(back)).toEqual(encode(given));
    }),
  );
});

test('raw bytes are little-endian, those of BYTES with their lengths', () => {
  expect([...toRaw('INT16', encode({ intContents: [1, -2] }))]).toEqual([1, 0, 254, 255]);
  expect([...toRaw('INT64', encode({ int64Contents: [-1n] }))]).toEqual(Array.from({ length: 8 }, () => 255));
  expect([...toRaw('BYTES', encode({ bytesContents: [new Uint8Array([7, 8])] }))]).toEqual([2, 0, 0, 0, 7, 8]);
});

test('a field that is not packed, and one in pieces, count as well', () => {
  const loose = new BinaryWriter().tag(2, 0).int32(-3).tag(2, 2).fork().int32(4).int32(5).join().finish();
  expect([...toRaw('INT8', loose)]).toEqual([253, 4, 5]);
});

describe('contents that do not fit', () => {
  test.each([
    ['an element out of range', 'INT8', encode({ intContents: [128] }), 'Input x is INT8 and has the element 128'],
    [
      'an element below none',
      'UINT8',
      new BinaryWriter().tag(4, 0).int32(-1).finish(),
      'Input x is UINT8 and has the element 4294967295',
    ],
    [
      'another field',
      'FP32',
      encode({ fp64Contents: [1] }),
      'Input x is FP32 and has fp64_contents, where fp32_contents is expected',
    ],
    ['a datatype without any', 'FP16', encode({}), 'Input x is FP16, which only raw_input_contents can carry'],
  ])('%s', (_, datatype, contents, message) => {
    expect(() => toRaw(datatype, contents)).toThrow(message);
  });

  test('more bytes than a request may take are refused before they are there', () => {
    const huge = encode({ int64Contents: Array.from({ length: 1000 }, () => 1n) });
    expect(huge.length).toBeLessThan(1100);
    expect(() => toRaw('INT64', huge, 7999)).toThrow('Input x takes 8000 bytes, and a request at most 7999');
  });
});

test.each([
  ['UINT8', encode({ uintContents: Array.from({ length: 300_000 }, (_, index) => index % 256) })],
  ['INT64', encode({ int64Contents: Array.from({ length: 100_000 }, (_, index) => -BigInt(index)) })],
  ['FP64', encode({ fp64Contents: Array.from({ length: 1_000_000 }, (_, index) => index / 3) })],
  ['BYTES', encode({ bytesContents: Array.from({ length: 50_000 }, () => new Uint8Array([1])) })],
])('many elements (%s) are read and written in slices', (datatype, contents) => {
  const [raw, readSteps] = counted(sliced(datatype, contents, 1e9));
  const [back, writeSteps] = counted(rawToContents(findDatatype(datatype)!, raw));
  expect(back.length).toBe(contents.length);
  expect(back.every((byte, index) => byte === contents[index])).toBe(true);
  expect(Math.min(readSteps, writeSteps)).toBeGreaterThan(5);
});

/** What some work gives, and how often others had a turn meanwhile. */
function counted<T>(work: Sliced<T>): [T, number] {
  for (let steps = 0; ; steps += 1) {
    const step = work.next();
    if (step.done === true) return [step.value, steps];
  }
}

test('whatever the bytes are, it ends', () => {
  assert(
    property(constantFrom(...Object.keys(CONTENTS)), uint8Array({ maxLength: 200 }), (datatype, bytes) => {
      try {
        expect(toRaw(datatype, bytes, 2000).length).toBeLessThanOrEqual(2000);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 2000 },
  );
});
