import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';

import { wholeOf } from '../sliced.ts';
import { encodeInferAnswer, encodeStreamedAnswer } from './encode-infer-answer.ts';
import type { ModelInferResponse } from './generated/inference/grpc_service_pb.js';
import { ModelInferResponseSchema, ModelStreamInferResponseSchema } from './generated/inference/grpc_service_pb.js';
import type { InferAnswer } from './infer-answer.ts';
import { toInferAnswer } from './infer-answer.ts';

/** An answer whose header is this text. */
function read(header: string, binary: readonly number[], raw: boolean): InferAnswer {
  const text = new TextEncoder().encode(header);
  return toInferAnswer(new Uint8Array([...text, ...binary]), { binaryOffset: text.length, raw });
}

/** What a client gets of it. */
function encoded(header: string, binary: readonly number[], raw: boolean): ModelInferResponse {
  return fromBinary(ModelInferResponseSchema, wholeOf(encodeInferAnswer(read(header, binary, raw))));
}

const HEADER =
  '{"model_name":"iris","model_version":"1","id":"7","parameters":{"binary_data_output":true,"big":9223372036854775808,' +
  '"small":-5,"whole":2.0,"flag":false,"text":"a","list":[1,2],"none":null},"outputs":[' +
  '{"name":"y","datatype":"INT16","shape":[2],"parameters":{"binary_data_size":4,"scale":0.5}},' +
  '{"name":"z","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":5}}]}';

const BINARY = [1, 0, 255, 255, 1, 0, 0, 0, 65];

test('raw', () => {
  expect(read(HEADER, BINARY, true)).toEqual({
    modelName: 'iris',
    modelVersion: '1',
    id: '7',
    parameters: {
      big: { case: 'uint64Param', value: 9_223_372_036_854_775_808n },
      small: { case: 'int64Param', value: -5n },
      whole: { case: 'doubleParam', value: 2 },
      flag: { case: 'boolParam', value: false },
      text: { case: 'stringParam', value: 'a' },
      list: { case: 'stringParam', value: '[1,2]' },
    },
    outputs: [
      {
        name: 'y',
        datatype: 'INT16',
        shape: [2n],
        parameters: { scale: { case: 'doubleParam', value: 0.5 } },
      },
      { name: 'z', datatype: 'BYTES', shape: [1n], parameters: {} },
    ],
    buffers: [new Uint8Array(BINARY.slice(0, 4)), new Uint8Array(BINARY.slice(4))],
    raw: true,
  });
  expect(encoded(HEADER, BINARY, true)).toMatchObject({
    modelName: 'iris',
    parameters: { small: { parameterChoice: { case: 'int64Param', value: -5n } } },
    outputs: [{ name: 'y', shape: [2n], parameters: { scale: {} } }, { name: 'z' }],
    rawOutputContents: [new Uint8Array(BINARY.slice(0, 4)), new Uint8Array(BINARY.slice(4))],
  });
});

test('typed', () => {
  const answer = encoded(HEADER, BINARY, false);
  expect(answer.rawOutputContents).toEqual([]);
  expect(answer.outputs.map(({ contents }) => contents)).toMatchObject([
    { intContents: [1, -1] },
    { bytesContents: [new Uint8Array([65])] },
  ]);
});

test('a datatype without typed contents makes the answer raw', () => {
  const header = '{"outputs":[{"name":"y","datatype":"FP16","shape":[1],"parameters":{"binary_data_size":2}}]}';
  expect(encoded(header, [0, 60], false)).toMatchObject({ rawOutputContents: [new Uint8Array([0, 60])] });
});

test('an answer of a stream is the same, one message deeper', () => {
  const message = wholeOf(encodeStreamedAnswer(read(HEADER, BINARY, true)));
  const { inferResponse, errorMessage } = fromBinary(ModelStreamInferResponseSchema, message);
  expect(errorMessage).toBe('');
  expect(inferResponse).toEqual(encoded(HEADER, BINARY, true));
});

describe('what is no answer is refused', () => {
  test.each([
    ['no JSON', '{', []],
    ['no outputs', '{}', []],
    ['an output that is not binary', '{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[1]}]}', []],
    [
      'an output that is cut off',
      '{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}}]}',
      [0],
    ],
    [
      'bytes that do not divide into elements',
      '{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":3}}]}',
      [0, 0, 0],
    ],
    [
      'an element that is cut off',
      '{"outputs":[{"name":"y","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":5}}]}',
      [9, 0, 0, 0, 1],
    ],
  ])('%s', (_, header, binary) => {
    expect(() => encoded(header, binary, false)).toThrow(
      "The model's answer is not one of the Open Inference Protocol",
    );
  });
});
