// The datatypes of the Open Inference Protocol as protobuf carries them: reference/protocols of the specification's gRPC form.

/** How the elements of a tensor lie in raw bytes (little-endian), and which field of `InferTensorContents` holds them. */
export interface Datatype {
  /** Bytes of an element; 0 for BYTES, where each has its own length. */
  readonly size: number;
  /** The number of the field of `InferTensorContents`; 0 where there is none, so that only raw bytes will do. */
  readonly field: number;
  /** The smallest and the largest element, of those that are narrower than their field. */
  readonly min?: number;
  readonly max?: number;
}

const DATATYPES: Readonly<Record<string, Datatype>> = {
  BOOL: { size: 1, field: 1 },
  INT8: { size: 1, field: 2, min: -128, max: 127 },
  INT16: { size: 2, field: 2, min: -32_768, max: 32_767 },
  INT32: { size: 4, field: 2 },
  INT64: { size: 8, field: 3 },
  UINT8: { size: 1, field: 4, min: 0, max: 255 },
  UINT16: { size: 2, field: 4, min: 0, max: 65_535 },
  UINT32: { size: 4, field: 4 },
  UINT64: { size: 8, field: 5 },
  FP16: { size: 2, field: 0 },
  BF16: { size: 2, field: 0 },
  FP32: { size: 4, field: 6 },
  FP64: { size: 8, field: 7 },
  BYTES: { size: 0, field: 8 },
};

/** Whether protobuf has the elements as numbers of any length (varints), rather than as they lie in memory. */
export function isVarint({ field, size }: Datatype): boolean {
  return field < 6 && size > 0;
}

/** The names of the fields of `InferTensorContents`, by number. */
export const CONTENTS_FIELDS: readonly string[] = [
  '',
  'bool_contents',
  'int_contents',
  'int64_contents',
  'uint_contents',
  'uint64_contents',
  'fp32_contents',
  'fp64_contents',
  'bytes_contents',
];

/** What is known of a datatype; undefined of a name that is none. */
export function findDatatype(name: string): Datatype | undefined {
  return Object.hasOwn(DATATYPES, name) ? DATATYPES[name] : undefined;
}

/** Every name, for messages. */
export const DATATYPE_NAMES: readonly string[] = Object.keys(DATATYPES);
