// What of a file is pickled, whatever it is called and whatever it lies in: archives of PyTorch and numpy, tar, gzip.
import { Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';

import type { JudgedPickle } from '../../../core/weights/pickles/judge-names.ts';
import { judgeNames } from '../../../core/weights/pickles/judge-names.ts';
import type { ImportedName } from '../../../core/weights/pickles/pickle-machine.ts';
import { newPickle, topOf } from '../../../core/weights/pickles/pickle-machine.ts';
import type { Bytes, ByteSupply } from './byte-supply.ts';
import { ByteReader, supplyOf, supplyOfStream } from './byte-supply.ts';
import { followPickle } from './follow-pickle.ts';
import { isTar, tarMembers } from './tar-members.ts';
import { pieces, zipMembers } from './zip-members.ts';

/** What is called so is loaded by unpickling. */
const PICKLED_NAME = /\.(?:pkl|pickle|pck|dill|joblib|pt|pth|ckpt|npy)(?:\.(?:gz|bz2|xz|lzma|z|lz4))?$/i;

/** Enough to see what a file is. */
const HEAD_BYTES = 1024;

/** Archives in archives in archives: nobody loads them. */
const DEEPEST = 3;

/** What was found. */
interface Found {
  readonly names: Map<string, ImportedName>;
  isPickle: boolean;
  isWhole: boolean;
}

/**
 * What a file asks Python to import when it is loaded; null where it is nothing that is unpickled. What cannot be looked into, and is
 * called as a pickle is, is one that could not be read.
 */
export async function lookInto(name: string, bytes: Bytes): Promise<JudgedPickle | null> {
  const found: Found = { names: new Map(), isPickle: false, isWhole: true };
  await look(found, { name, bytes, depth: 0 });
  return found.isPickle ? judgeNames(found.names.values(), found.isWhole) : null;
}

interface Place {
  readonly name: string;
  readonly bytes: Bytes;
  readonly depth: number;
}

async function look(found: Found, place: Place): Promise<void> {
  const { name, bytes, depth } = place;
  if (depth > DEEPEST) return give(found, [], false);
  const head = await bytes.read(0, HEAD_BYTES);
  const isArchive = [await lookIntoZip(found, place), await lookIntoTar(found, place, head)].some(Boolean);
  const isNamed = PICKLED_NAME.test(name) && !isArchive;
  await lookAtBytes(found, { head, isNamed, isMember: depth > 0, open: () => supplyOf(bytes) });
}

async function lookIntoZip(found: Found, { bytes, depth }: Place): Promise<boolean> {
  const archive = await zipMembers(bytes);
  if (archive === null) return false;
  if (!archive.isWhole) give(found, [], false);
  for (const { name, bytes: plain, supply } of archive.members) {
    const isNamed = PICKLED_NAME.test(name);
    if (plain !== null) await look(found, { name, bytes: plain, depth: depth + 1 });
    else if (supply !== null) {
      const head =
        (await supply()
          .next()
          .catch(() => null)) ?? Buffer.alloc(0);
      await lookAtBytes(found, { head, isNamed, isMember: true, open: supply });
    } else if (isNamed) give(found, [], false);
  }
  return true;
}

async function lookIntoTar(found: Found, { bytes, depth }: Place, head: Buffer): Promise<boolean> {
  if (!isTar(head)) return false;
  const { members, isWhole } = await tarMembers(bytes);
  if (!isWhole) give(found, [], false);
  for (const member of members) await look(found, { ...member, depth: depth + 1 });
  return true;
}

/** Bytes that are no archive. */
interface Plain {
  readonly head: Buffer;
  /** They are called as a pickle is. */
  readonly isNamed: boolean;
  /** They lie in an archive, whose files may begin like anything. */
  readonly isMember: boolean;
  readonly open: () => ByteSupply;
}

async function lookAtBytes(found: Found, plain: Plain): Promise<void> {
  const { head, isNamed, open } = plain;
  if (head.length === 0) return;
  if (head.toString('latin1', 1, 6) === 'NUMPY') return lookIntoNumpy(found, new ByteReader(open()));
  if (!isPacked(head) || !isNamed) return lookAtPickles(found, new ByteReader(open()), plain);
  const stream = Readable.from(pieces(open())).pipe(createUnzip());
  await lookAtPickles(found, new ByteReader(supplyOfStream(stream)), { ...plain, head: Buffer.alloc(0) });
}

/** PROTO of the protocols 2 to 5. */
function isMarked(head: Buffer): boolean {
  return head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5;
}

/** gzip, or zlib as joblib writes it. */
function isPacked(head: Buffer): boolean {
  return (
    (head[0] === 0x1f && head[1] === 0x8b) || (head[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(head[1] ?? 0))
  );
}

/** An array of objects is pickled behind its head. */
async function lookIntoNumpy(found: Found, reader: ByteReader): Promise<void> {
  if (!(await reader.wait(12))) return;
  const head = reader.take(8);
  const lengthBytes = head[6] === 1 ? 2 : 4;
  const length = reader.take(lengthBytes).readUIntLE(0, lengthBytes);
  if (length > 2 ** 20 || !(await reader.wait(length))) return;
  if (!/'descr':[^}]*'[|<>=]?O\d*'/.test(reader.take(length).toString('latin1'))) return;
  const { pickle, isWhole } = await followPickle(reader);
  give(found, pickle.names.values(), isWhole);
}

/** The older form of PyTorch's files begins with this number: five pickles in all, and then bytes that are none. */
const TORCH_MAGIC = Number(0x1950a86a20f9469cfc6cn);
const TORCH_PICKLES = 5;

/** One or several of them, one behind the other. */
async function lookAtPickles(found: Found, reader: ByteReader, { head, isNamed, isMember }: Plain): Promise<void> {
  let most = Number.POSITIVE_INFINITY;
  for (let count = 0; count < most; count += 1) {
    // Of what is packed and broken nothing more comes.
    const { pickle, isWhole } = await followPickle(reader).catch(() => ({ pickle: newPickle(), isWhole: false }));
    const hasNames = pickle.names.size > 0;
    const isFirstOne = isNamed || (isMarked(head) ? !isMember || isWhole || hasNames : isWhole && hasNames);
    if (count === 0 ? isFirstOne : isWhole || hasNames) give(found, pickle.names.values(), isWhole);
    if (count === 0 && topOf(pickle) === TORCH_MAGIC) most = TORCH_PICKLES;
    if (!isWhole || !(await reader.wait(2)) || !isMarked(reader.peek(2))) return;
  }
}

function give(found: Found, names: Iterable<ImportedName>, isWhole: boolean): void {
  found.isPickle = true;
  found.isWhole &&= isWhole;
  for (const imported of names) found.names.set(`${imported.module}\0${imported.name}`, imported);
}
