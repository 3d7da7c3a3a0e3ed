// The files of a tar archive, one after another.
import type { Bytes } from './byte-supply.ts';
import { partOf } from './byte-supply.ts';

/** One of them. */
export interface TarMember {
  readonly name: string;
  readonly bytes: Bytes;
}

const BLOCK = 512;

/** An archive of more is none of a model. */
const MOST_MEMBERS = 20_000;

/** Whether a file begins as an archive does. */
export function isTar(head: Buffer): boolean {
  return head.length >= BLOCK && head.toString('latin1', 257, 262) === 'ustar';
}

/** What lies in it; `isWhole`: whether that is all. */
export async function tarMembers(
  bytes: Bytes,
): Promise<{ readonly members: readonly TarMember[]; readonly isWhole: boolean }> {
  const members: TarMember[] = [];
  let at = 0;
  while (members.length < MOST_MEMBERS) {
    const head = await bytes.read(at, BLOCK);
    if (head.length < BLOCK || head.every((byte) => byte === 0)) return { members, isWhole: true };
    const size = sizeOf(head.subarray(124, 136));
    if (!isTar(head) || !Number.isSafeInteger(size)) return { members, isWhole: false };
    const [name = ''] = head.toString('utf8', 0, 100).split('\0', 1);
    members.push({ name, bytes: partOf(bytes, at + BLOCK, size) });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return { members, isWhole: false };
}

/** In octal, or beyond 8 GB as a number. */
function sizeOf(field: Buffer): number {
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(field.readBigUInt64BE(4));
  return Number.parseInt(field.toString('latin1').replaceAll(/[\0 ]/g, '') || '0', 8);
}
