// A pickle read from its first opcode to its last: what it imports. Large numbers and texts in it are passed over.
import { OPERANDS } from '../../../core/weights/pickles/opcodes.ts';
import type { Operand } from '../../../core/weights/pickles/opcodes.ts';
import type { FollowedPickle, OperandValue } from '../../../core/weights/pickles/pickle-machine.ts';
import { followOpcode, newPickle } from '../../../core/weights/pickles/pickle-machine.ts';
import type { ByteReader } from './byte-supply.ts';
import { arrayBehind } from './joblib-arrays.ts';

/** A pickle, and whether it was read to its end. */
export interface ReadPickle {
  readonly pickle: FollowedPickle;
  readonly isWhole: boolean;
}

/** More than a vocabulary of a million words has; a pickle that needs more is read no further. */
const MOST_OPCODES = 5_000_000;

/** No name of Python's is as long. */
const LONGEST_TEXT = 512;

/** The longest number that matters: the one that PyTorch's older files begin with. */
const LONGEST_NUMBER = 16;

/** A text in a pickle of the first protocol is a line. */
const LONGEST_LINE = 2 ** 24;

/** Longer than any operand that is looked at, but for lines. */
const AT_HAND = 1024;

const BUILD = 0x62;

const NEVER = Symbol('no such operand');

/** Reads one pickle; what stands behind it is left. */
export async function followPickle(reader: ByteReader): Promise<ReadPickle> {
  const pickle = newPickle();
  for (let count = 0; count < MOST_OPCODES; count += 1) {
    // Nearly all opcodes have what follows them at hand then: to wait for each would take ten times as long.
    if (!reader.hasOrEnds(AT_HAND)) await reader.wait(AT_HAND);
    if (!reader.has(1)) break;
    const opcode = reader.takeNumber(1);
    const operand = OPERANDS.get(opcode);
    if (operand === undefined) break;
    const read = readOperand(reader, opcode, operand);
    const value = read instanceof Promise ? await read : read;
    if (value === NEVER) break;
    followOpcode(pickle, opcode, value);
    if (pickle.isOver) return { pickle, isWhole: true };
    if (opcode === BUILD && !(await passArray(reader, pickle))) break;
  }
  return { pickle, isWhole: false };
}

type Read = OperandValue | typeof NEVER;

function readOperand(reader: ByteReader, opcode: number, operand: Operand): Read | Promise<Read> {
  if (operand.kind === 'lines') return readLines(reader, opcode, operand.count);
  if (operand.kind === 'counted') return readCounted(reader, opcode, operand.countBytes);
  const { bytes } = operand;
  if (bytes === 0) return null;
  if (!reader.has(bytes)) return NEVER;
  if (bytes <= 4) return reader.takeNumber(bytes);
  reader.take(bytes);
  return null;
}

/** Whose operand is a text: BINSTRING, SHORT_BINSTRING, BINUNICODE, SHORT_BINUNICODE, BINUNICODE8. */
const TEXTS = new Set([0x54, 0x55, 0x58, 0x8c, 0x8d]);

/** Whose operand is a number: LONG1, LONG4. */
const NUMBERS = new Set([0x8a, 0x8b]);

function readCounted(reader: ByteReader, opcode: number, countBytes: 1 | 4 | 8): Read | Promise<Read> {
  if (!reader.has(countBytes)) return NEVER;
  const count = countBytes === 8 ? Number(reader.take(8).readBigUInt64LE()) : reader.takeNumber(countBytes);
  if (TEXTS.has(opcode) && count <= LONGEST_TEXT) {
    return reader.has(count) ? reader.take(count).toString('utf8') : NEVER;
  }
  if (!NUMBERS.has(opcode) || count > LONGEST_NUMBER) return reader.skip(count).then(() => null);
  return reader.has(count) ? reader.take(count).reduceRight((sum, byte) => sum * 256 + byte, 0) : NEVER;
}

const NAME = /^[\w.<>\u0080-\uffff-]{1,512}$/;

/** What lines of numbers and quoted texts look like: anything else is no pickle. */
const LINES: ReadonlyMap<number, RegExp> = new Map([
  [0x46, /^[-+.\dainfe]+$/i],
  [0x49, /^[-+ ]?\d+$/],
  [0x4c, /^-?\d+L?$/],
  [0x53, /^(?:'.*'|".*")$/s],
  [0x67, /^\d+$/],
  [0x70, /^\d+$/],
  [0x63, NAME],
  [0x69, NAME],
]);

async function readLines(reader: ByteReader, opcode: number, count: 1 | 2): Promise<Read> {
  const lines: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const line = await reader.line(LONGEST_LINE);
    if (line === null || LINES.get(opcode)?.test(line) === false) return NEVER;
    lines.push(line);
  }
  if (count === 2) return lines;
  const [text = ''] = lines;
  if (opcode === 0x53) return text.slice(1, -1);
  return opcode === 0x56 ? text : Number.parseInt(text, 10);
}

/** joblib writes the numbers of an array into the midst of the pickle, behind what tells of them. */
async function passArray(reader: ByteReader, pickle: FollowedPickle): Promise<boolean> {
  const array = arrayBehind(pickle);
  if (array === null) return true;
  if (array.kind === 'unknown') return false;
  if (array.kind === 'objects') {
    const inner = await followPickle(reader);
    for (const [name, imported] of inner.pickle.names) pickle.names.set(name, imported);
    return inner.isWhole;
  }
  if (array.isPadded) {
    if (!(await reader.wait(1))) return false;
    await reader.skip(reader.take(1)[0] ?? 0);
  }
  await reader.skip(array.bytes);
  return true;
}
