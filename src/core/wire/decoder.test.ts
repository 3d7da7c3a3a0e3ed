import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { FrameDecoder } from './decoder.ts';
import type { OutgoingFrame } from './encode.ts';
import { encodeFrame } from './encode.ts';
import type { Frame, FrameHeader } from './frame.ts';
import { DEFAULT_MAX_FRAME_BYTES, Kind } from './frame.ts';
import { WireError } from './wire-error.ts';

interface VectorFrame extends Omit<Frame, 'slot' | 'generation' | 'payload'> {
  readonly id: string;
  readonly payloadHex: string;
  readonly header: FrameHeader;
}

interface Vector {
  readonly name: string;
  readonly hex: string;
  readonly frames?: readonly VectorFrame[];
  readonly error?: string;
  readonly kind?: number;
  readonly maxFrameBytes?: number;
}

const folder = new URL('../../../test/wire-vectors/', import.meta.url);
const vectors = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vector[]);
const good = vectors.filter((vector) => vector.frames !== undefined);
const bad = vectors.filter((vector) => vector.error !== undefined);

function toVectorFrame(frame: Frame): VectorFrame {
  const { kind, flags, form, accept, aux, header } = frame;
  const id = String((BigInt(frame.generation) << 32n) | BigInt(frame.slot));
  return { kind, flags, form, accept, id, aux, header, payloadHex: Buffer.from(frame.payload).toString('hex') };
}

function toFrame({ id, payloadHex, ...frame }: VectorFrame): Frame {
  const [slot, generation] = [Number(BigInt(id) & 0xffffffffn), Number(BigInt(id) >> 32n)];
  return { ...frame, slot, generation, payload: Buffer.from(payloadHex, 'hex') };
}

function decode(pieces: readonly Uint8Array[], maxFrameBytes = DEFAULT_MAX_FRAME_BYTES): VectorFrame[] {
  const frames: VectorFrame[] = [];
  const decoder = new FrameDecoder({ maxFrameBytes, onFrame: (frame) => frames.push(toVectorFrame(frame)) });
  for (const piece of pieces) decoder.push(piece);
  return frames;
}

function framesOf(vector: Vector): VectorFrame[] {
  return (vector.frames ?? []).map((frame) => toVectorFrame(toFrame(frame)));
}

test('there are vectors of both sorts', () => {
  expect(good.length).toBeGreaterThan(10);
  expect(bad.length).toBeGreaterThan(10);
});

describe.each(good)('$name', (vector) => {
  const bytes = Buffer.from(vector.hex, 'hex');

  test('decodes to its frames, cut anywhere', () => {
    const expected = framesOf(vector);
    expect(decode([bytes], vector.maxFrameBytes)).toEqual(expected);
    for (let cut = 0; cut <= Math.min(bytes.length, 600); cut += 1) {
      expect(decode([bytes.subarray(0, cut), bytes.subarray(cut)], vector.maxFrameBytes)).toEqual(expected);
    }
    const singles = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(decode(singles, vector.maxFrameBytes)).toEqual(expected);
  });

  test('is what its frames encode to', () => {
    const encoded = Buffer.concat((vector.frames ?? []).map((frame) => encodeFrame(toFrame(frame))));
    expect(encoded.toString('hex')).toBe(vector.hex);
  });
});

describe.each(bad)('$name', (vector) => {
  const bytes = Buffer.from(vector.hex, 'hex');

  test('ends in its error, cut anywhere', () => {
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const error = caught(() => decode([bytes.subarray(0, cut), bytes.subarray(cut)], vector.maxFrameBytes));
      expect(error).toBeInstanceOf(WireError);
      expect((error as WireError).code).toBe(vector.error);
      expect((error as WireError).kind).toBe(vector.kind);
    }
  });
});

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const u8 = fc.integer({ min: 0, max: 255 });
const anyFrame: fc.Arbitrary<OutgoingFrame> = fc.record({
  kind: fc.constantFrom(...Object.values(Kind)),
  flags: u8,
  form: u8,
  accept: u8,
  slot: u32,
  generation: u32,
  aux: u32,
  header: fc.dictionary(fc.string(), fc.jsonValue()),
  payload: fc.uint8Array({ maxLength: 200 }),
});

test('what is encoded comes back, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 5 }), fc.array(fc.nat(400)), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map(encodeFrame));
      const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      // As text: a header goes through JSON, which knows no -0 and no undefined.
      const expected = sent.map((frame) => toVectorFrame(frame as Frame));
      expect(JSON.stringify(decode(pieces))).toBe(JSON.stringify(expected));
    }),
  );
});

test('random bytes give frames or a typed error, never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const error = caught(() => decode([bytes], 1000));
      expect(error === undefined || error instanceof WireError).toBe(true);
    }),
  );
});

test('a payload is a view, not a copy', () => {
  const bytes = encodeFrame({ kind: Kind.RESULT, payload: Uint8Array.of(1, 2, 3) });
  let payload = new Uint8Array(0);
  new FrameDecoder({ maxFrameBytes: 100, onFrame: (frame) => (payload = frame.payload as typeof payload) }).push(bytes);
  expect(payload.buffer).toBe(bytes.buffer);
});

test('says when nothing refers to what was pushed', () => {
  const payload = new Uint8Array(100).fill(7);
  const bytes = encodeFrame({ kind: Kind.RESULT, payload });
  const payloads: Uint8Array[] = [];
  const decoder = new FrameDecoder({
    maxFrameBytes: DEFAULT_MAX_FRAME_BYTES,
    onFrame: (frame) => payloads.push(frame.payload),
  });
  // The beginning is copied, too, but frames before it in the same bytes would be views of them.
  const pieces = [bytes.slice(0, 30), bytes.slice(30, 80), bytes.slice(80), bytes.slice()];
  expect(pieces.map((piece) => decoder.push(piece))).toEqual([false, true, true, false]);
  for (const piece of pieces.slice(0, 3)) piece.fill(0);
  expect(payloads).toEqual([payload, payload]);
});

test('no memory is taken for a frame above the limit', () => {
  const allocated: number[] = [];
  const allocate = (size: number): Uint8Array => {
    allocated.push(size);
    return new Uint8Array(size);
  };
  const decoder = new FrameDecoder({ maxFrameBytes: 64, onFrame: () => {}, allocate });
  expect(() => decoder.push(Uint8Array.of(65, 0, 0, 0, 1))).toThrow(WireError);
  expect(allocated).toEqual([]);
});

function caught(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}
