// The files of a zip archive by its directory, as Python and PyTorch find them: without unpacking one.
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

import type { Bytes, ByteSupply } from './byte-supply.ts';
import { partOf, supplyOf, supplyOfStream } from './byte-supply.ts';

/** One of them. */
export interface ZipMember {
  readonly name: string;
  /** Null where it is packed: its bytes come one after another only. */
  readonly bytes: Bytes | null;
  /** Null where it is encrypted, or packed as no reader of models can unpack. */
  readonly supply: (() => ByteSupply) | null;
}

/** The end of the directory, behind which a comment may stand. */
const MOST_BEHIND = 22 + 2 ** 16;

/** A directory of so many entries is none of a model. */
const LARGEST_DIRECTORY = 64 * 2 ** 20;

const STORED = 0;
const DEFLATED = 8;
const ALL_ONES = 0xffffffff;

/** Null where there is no archive; `isWhole` says whether all of its directory could be read. */
export async function zipMembers(
  bytes: Bytes,
): Promise<{ readonly members: readonly ZipMember[]; readonly isWhole: boolean } | null> {
  const place = await findDirectory(bytes);
  if (place === null) return null;
  if (place.size > LARGEST_DIRECTORY) return { members: [], isWhole: false };
  const directory = await bytes.read(place.at, place.size);
  const members: ZipMember[] = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50) {
    const lengths = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths;
    members.push(await memberOf(bytes, directory.subarray(at, at + 46 + nameLength + extraLength), place.before));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return { members, isWhole: at === place.size };
}

/** Where the directory lies, and how many bytes stand before the archive. */
async function findDirectory(bytes: Bytes): Promise<{ at: number; size: number; before: number } | null> {
  const from = Math.max(0, bytes.size - MOST_BEHIND);
  const tail = await bytes.read(from, MOST_BEHIND);
  const end = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end === -1 || end + 22 > tail.length) return null;
  const locator = end - 20;
  if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
    const large = await bytes.read(Number(tail.readBigUInt64LE(locator + 8)), 56);
    if (large.length === 56 && large.readUInt32LE(0) === 0x06064b50) {
      return { at: Number(large.readBigUInt64LE(48)), size: Number(large.readBigUInt64LE(40)), before: 0 };
    }
  }
  const [size, offset] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  const before = from + end - size - offset;
  return { at: offset + before, size, before };
}

async function memberOf(bytes: Bytes, entry: Buffer, before: number): Promise<ZipMember> {
  const nameLength = entry.readUInt16LE(28);
  const name = entry.toString('utf8', 46, 46 + nameLength);
  const [flags, method] = [entry.readUInt16LE(8), entry.readUInt16LE(10)];
  const { packed, at } = sizesOf(entry, entry.subarray(46 + nameLength));
  const head = await bytes.read(before + at, 30);
  const isThere = head.length === 30 && head.readUInt32LE(0) === 0x04034b50;
  const isOpen = isThere && (flags & 1) === 0 && (method === STORED || method === DEFLATED);
  if (!isOpen) return { name, bytes: null, supply: null };
  const data = partOf(bytes, before + at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), packed);
  if (method === STORED) return { name, bytes: data, supply: () => supplyOf(data) };
  return { name, bytes: null, supply: () => supplyOfStream(unpacked(data)) };
}

/** Sizes beyond 4 GB stand in an extra field. */
function sizesOf(entry: Buffer, extra: Buffer): { packed: number; at: number } {
  const [packed, whole, at] = [entry.readUInt32LE(20), entry.readUInt32LE(24), entry.readUInt32LE(42)];
  for (let field = 0; field + 4 <= extra.length; field += 4 + extra.readUInt16LE(field + 2)) {
    if (extra.readUInt16LE(field) !== 1) continue;
    const values = extra.subarray(field + 4, field + 4 + extra.readUInt16LE(field + 2));
    let next = 0;
    const large = (value: number): number => {
      if (value !== ALL_ONES || next + 8 > values.length) return value;
      next += 8;
      return Number(values.readBigUInt64LE(next - 8));
    };
    large(whole);
    return { packed: large(packed), at: large(at) };
  }
  return { packed, at };
}

/** The bytes of a packed member. */
function unpacked(data: Bytes): AsyncIterable<Buffer> {
  return Readable.from(pieces(supplyOf(data))).pipe(createInflateRaw());
}

/** All pieces of a supply, for a stream. */
export async function* pieces(supply: ByteSupply): AsyncGenerator<Buffer> {
  for (let piece = await supply.next(); piece !== null; piece = await supply.next()) yield piece;
}
