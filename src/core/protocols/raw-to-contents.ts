// Raw bytes of a tensor, as a worker gives them, to the typed contents of a gRPC answer.
import type { MessageInitShape } from '@bufbuild/protobuf';

import type { InferTensorContentsSchema } from './generated/inference/grpc_service_pb.js';

/** The fields of `InferTensorContents`. */
export type Contents = MessageInitShape<typeof InferTensorContentsSchema>;

/**
 * The elements of a tensor; null of a datatype that only raw bytes can carry (FP16, BF16, and any that is not known).
 *
 * @throws {RangeError} where the bytes do not divide into elements
 */
export function rawToContents(datatype: string, raw: Uint8Array): Contents | null {
  switch (datatype) {
    case 'BOOL':
      return { boolContents: Array.from(raw, (byte) => byte !== 0) };
    case 'INT8':
      return { intContents: Array.from(new Int8Array(aligned(raw))) };
    case 'INT16':
      return { intContents: Array.from(new Int16Array(aligned(raw))) };
    case 'INT32':
      return { intContents: Array.from(new Int32Array(aligned(raw))) };
    case 'INT64':
      return { int64Contents: Array.from(new BigInt64Array(aligned(raw))) };
    case 'UINT8':
      return { uintContents: Array.from(raw) };
    case 'UINT16':
      return { uintContents: Array.from(new Uint16Array(aligned(raw))) };
    case 'UINT32':
      return { uintContents: Array.from(new Uint32Array(aligned(raw))) };
    case 'UINT64':
      return { uint64Contents: Array.from(new BigUint64Array(aligned(raw))) };
    case 'FP32':
      return { fp32Contents: Array.from(new Float32Array(aligned(raw))) };
    case 'FP64':
      return { fp64Contents: Array.from(new Float64Array(aligned(raw))) };
    case 'BYTES':
      return { bytesContents: elementsOfBytes(raw) };
    default:
      return null;
  }
}

/** A copy that begins at a whole element. Typed arrays read it as little-endian, as every machine that Truss runs on does. */
function aligned(raw: Uint8Array): ArrayBuffer {
  return new Uint8Array(raw).buffer;
}

function elementsOfBytes(raw: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const copy = new Uint8Array(raw);
  const view = new DataView(copy.buffer);
  const elements: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  while (at < copy.length) {
    const start = at + 4;
    at = start + view.getUint32(at, true);
    if (at > copy.length) throw new RangeError('an element that reaches beyond its tensor');
    elements.push(copy.subarray(start, at));
  }
  return elements;
}
