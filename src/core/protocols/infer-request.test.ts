import type { MessageInitShape } from '@bufbuild/protobuf';
import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { wholeOf } from '../sliced.ts';
import { toBinaryBody } from './binary-request.ts';
import { ModelInferRequestSchema } from './generated/inference/grpc_service_pb.js';
import type { InferRequest } from './infer-request.ts';
import { decodeInferRequest } from './infer-request.ts';

function read(message: MessageInitShape<typeof ModelInferRequestSchema>): InferRequest {
  return decodeInferRequest(toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, message)));
}

/** The JSON header, with its integers as text, and the buffers. */
function body(request: InferRequest): { header: unknown; binary: number[] } {
  const { body: bytes, binaryOffset } = wholeOf(toBinaryBody(request, 1e6));
  const text = new TextDecoder().decode(bytes.subarray(0, binaryOffset));
  return { header: JSON.parse(text), binary: [...bytes.subarray(binaryOffset)] };
}

const [X, Y] = [
  {
    name: 'x',
    datatype: 'INT16',
    shape: [1n, 2n],
    parameters: { scale: { parameterChoice: { case: 'doubleParam', value: 2 } } },
  },
  { name: 'é', datatype: 'BOOL', shape: [1n] },
] as const satisfies MessageInitShape<typeof ModelInferRequestSchema>['inputs'];

const RAW = {
  modelName: 'iris',
  modelVersion: '1',
  id: 'a"b',
  inputs: [X, Y],
  outputs: [{ name: 'y', parameters: { binary_data: { parameterChoice: { case: 'boolParam', value: false } } } }],
  rawInputContents: [new Uint8Array([1, 0, 2, 0]), new Uint8Array([1])],
} satisfies MessageInitShape<typeof ModelInferRequestSchema>;

test('raw contents go behind a header that says where they are', () => {
  const request = read(RAW);
  expect(request).toMatchObject({ modelName: 'iris', modelVersion: '1', id: 'a"b' });
  expect(body(request)).toEqual({
    header: {
      id: 'a"b',
      parameters: { binary_data_output: true },
      inputs: [
        { name: 'x', datatype: 'INT16', shape: [1, 2], parameters: { binary_data_size: 4, scale: 2 } },
        { name: 'é', datatype: 'BOOL', shape: [1], parameters: { binary_data_size: 1 } },
      ],
      outputs: [{ name: 'y', parameters: { binary_data: true } }],
    },
    binary: [1, 0, 2, 0, 1],
  });
});

test('typed contents are made raw', () => {
  const inputs = [{ name: 'x', datatype: 'UINT16', shape: [2n], contents: { uintContents: [1, 258] } }];
  expect(body(read({ modelName: 'iris', inputs }))).toEqual({
    header: {
      parameters: { binary_data_output: true },
      inputs: [{ name: 'x', datatype: 'UINT16', shape: [2], parameters: { binary_data_size: 4 } }],
    },
    binary: [1, 0, 2, 1],
  });
});

test('parameters of every kind stay what they are', () => {
  const { parameters } = read({
    parameters: {
      flag: { parameterChoice: { case: 'boolParam', value: true } },
      small: { parameterChoice: { case: 'int64Param', value: -(2n ** 63n) } },
      large: { parameterChoice: { case: 'uint64Param', value: 2n ** 64n - 1n } },
      whole: { parameterChoice: { case: 'doubleParam', value: 3 } },
      tiny: { parameterChoice: { case: 'doubleParam', value: 1e-9 } },
      text: { parameterChoice: { case: 'stringParam', value: 'a\n' } },
      none: {},
    },
  });
  expect(Object.fromEntries(parameters)).toEqual({
    flag: 'true',
    small: '-9223372036854775808',
    large: '18446744073709551615',
    whole: '3.0',
    tiny: '1e-9',
    text: '"a\\n"',
    none: 'null',
  });
});

describe('a request is refused', () => {
  test.each([
    [
      'with a buffer too few',
      { ...RAW, rawInputContents: [new Uint8Array(4)] },
      'raw_input_contents has 1 entries for 2 inputs',
    ],
    [
      'with both kinds of contents',
      { ...RAW, inputs: [X, { ...Y, contents: { boolContents: [true] } }] },
      'Input é has contents beside raw_input_contents; a request has one or the other',
    ],
    [
      'with an unknown datatype',
      { inputs: [{ name: 'x', datatype: '"FP"' }] },
      String.raw`Input x has the datatype "\"FP\""; there are BOOL, INT8`,
    ],
    [
      'with a parameter that is no number',
      { parameters: { p: { parameterChoice: { case: 'doubleParam' as const, value: Number.NaN } } } },
      'A parameter is NaN, which is no number in JSON',
    ],
    [
      'with too many dimensions',
      { inputs: [{ name: 'x', shape: Array.from({ length: 33 }, () => 1n) }] },
      'more than 32 dimensions',
    ],
    [
      'with too many inputs',
      { inputs: Array.from({ length: 4097 }, () => ({})) },
      'The request has more than 4096 inputs',
    ],
    [
      'with too many buffers',
      { rawInputContents: Array.from({ length: 4097 }, () => new Uint8Array()) },
      'more than 4096 raw_input_contents',
    ],
  ])('%s', (_, message, reason) => {
    expect(() => wholeOf(toBinaryBody(read(message), 1e6))).toThrow(reason);
  });

  test('that is larger than allowed', () => {
    expect(() => wholeOf(toBinaryBody(read(RAW), 4))).toThrow(
      'The tensors of the request take 5 bytes, and may take 4',
    );
  });
});

test('more fields than anybody sends are not passed over one by one', () => {
  const field = new BinaryWriter().tag(15, 0).uint32(0).finish();
  const bytes = new Uint8Array(2 * 1_000_001);
  for (let at = 0; at < bytes.length; at += 2) bytes.set(field, at);
  expect(() => decodeInferRequest(bytes)).toThrow('The request has more than 1000000 fields');
});

test('unknown fields are passed over', () => {
  const bytes = new BinaryWriter().tag(99, 2).string('?').tag(1, 2).string('iris').tag(98, 0).int32(1).finish();
  expect(decodeInferRequest(bytes).modelName).toBe('iris');
});

test('whatever the bytes are, it ends with a request or an error', () => {
  const whole = toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, RAW));
  for (let length = 0; length < whole.length; length += 1) {
    try {
      decodeInferRequest(whole.subarray(0, length));
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
  assert(
    property(uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        wholeOf(toBinaryBody(decodeInferRequest(bytes), 1000));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 2000 },
  );
});
