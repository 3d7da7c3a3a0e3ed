import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** One for all messages: each would begin with memory of its own, which takes longer than to write a small message. */
let shared = new BinaryWriter();

/** A writer that has grown beyond it is not kept: its memory is never less than what it once wrote. */
const MAX_KEPT_BYTES = 64 * 1024;

/** The bytes that `write` writes; it must not write other ones on the way. */
export function written(write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = shared;
  try {
    write(writer);
    const bytes = writer.finish();
    if (bytes.length > MAX_KEPT_BYTES) shared = new BinaryWriter();
    return bytes;
  } catch (error) {
    // It is in the middle of something.
    shared = new BinaryWriter();
    throw error;
  }
}

/** The tag of a field that has a length, and its length. */
export function fieldHead(field: number, length: number): Uint8Array {
  return written((writer) => writer.tag(field, WireType.LengthDelimited).uint32(length));
}
