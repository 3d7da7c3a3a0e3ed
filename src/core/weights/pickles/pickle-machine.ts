// What a pickle asks Python to import, found by following its opcodes without doing what they say: nothing is imported, nothing called.
// Of its values those are kept that names can be made of, or sizes; all others are unknown.

/** A name that a pickle imports: `os.system` is `{module: 'os', name: 'system'}`. */
export interface ImportedName {
  readonly module: string;
  readonly name: string;
}

/** What a call or a class made; `state` is what it was given later. */
export interface MadeValue {
  readonly kind: 'made';
  readonly by: PickleValue;
  readonly from: PickleValue;
  state: PickleValue;
}

/** What is known of a value. Null: nothing. */
export type PickleValue =
  | string
  | number
  | null
  | readonly PickleValue[]
  | Map<PickleValue, PickleValue>
  | MadeValue
  | { readonly kind: 'name'; readonly imported: ImportedName };

/** What stood behind an opcode, as far as it matters. */
export type OperandValue = number | string | readonly string[] | null;

const MARK = Symbol('mark');

/** A pickle that is being followed. */
export interface FollowedPickle {
  readonly names: Map<string, ImportedName>;
  readonly stack: (PickleValue | typeof MARK)[];
  readonly memo: Map<number, PickleValue>;
  isOver: boolean;
}

/** One of which nothing was read yet. */
export function newPickle(): FollowedPickle {
  return { names: new Map(), stack: [], memo: new Map(), isOver: false };
}

/** Follows one opcode. */
export function followOpcode(pickle: FollowedPickle, opcode: number, operand: OperandValue): void {
  const act = ACTS.get(opcode);
  // All others leave some value that is of no interest.
  if (act === undefined) pickle.stack.push(null);
  else act(pickle, operand);
}

/** The value on top: what the pickle is of once it is over. */
export function topOf({ stack }: FollowedPickle): PickleValue {
  const value = stack.at(-1);
  return value === undefined || value === MARK ? null : value;
}

function pop(pickle: FollowedPickle): PickleValue {
  const value = pickle.stack.pop();
  return value === undefined || value === MARK ? null : value;
}

function popToMark({ stack }: FollowedPickle): PickleValue[] {
  const at = Math.max(0, stack.lastIndexOf(MARK));
  return stack.splice(at).filter((value) => value !== MARK);
}

type Act = (pickle: FollowedPickle, operand: OperandValue) => void;

/** Puts a value in the place of so many. */
const make =
  (count: number, from: (values: readonly PickleValue[], operand: OperandValue) => PickleValue = () => null): Act =>
  (pickle, operand) => {
    const values = Array.from({ length: count }, () => pop(pickle)).toReversed();
    pickle.stack.push(from(values, operand));
  };

const makeOfMarked =
  (from: (values: readonly PickleValue[]) => PickleValue = () => null): Act =>
  (pickle) => {
    const values = popToMark(pickle);
    pickle.stack.push(from(values));
  };

const drop: Act = (pickle) => void pickle.stack.pop();
const dropMarked: Act = (pickle) => void popToMark(pickle);
const nothing: Act = () => undefined;
const operandItself: Act = make(0, (_, operand) => (typeof operand === 'object' ? null : operand));
const tuple = (values: readonly PickleValue[]): PickleValue => values;

const call = ([by = null, from = null]: readonly PickleValue[]): PickleValue => ({
  kind: 'made',
  by,
  from,
  state: null,
});

const recall: Act = (pickle, operand) => void pickle.stack.push(pickle.memo.get(Number(operand)) ?? null);
const remember: Act = (pickle, operand) => void pickle.memo.set(Number(operand), topOf(pickle));

function doImport(pickle: FollowedPickle, imported: ImportedName): void {
  pickle.names.set(`${imported.module}.${imported.name}`, imported);
  pickle.stack.push({ kind: 'name', imported });
}

/** A name that the pickle itself makes while it is loaded: nobody can say what it is. */
const COMPUTED = '?';

const importFromStack: Act = (pickle) => {
  const [name, module] = [pop(pickle), pop(pickle)];
  doImport(pickle, {
    module: typeof module === 'string' ? module : COMPUTED,
    name: typeof name === 'string' ? name : COMPUTED,
  });
};

const importOfLines: Act = (pickle, operand) => {
  const [module = '', name = ''] = typeof operand === 'object' && operand !== null ? operand : [];
  doImport(pickle, { module, name });
};

/** Whoever loads has given them a number. */
const importByNumber: Act = (pickle, operand) =>
  doImport(pickle, { module: 'copyreg', name: `extension ${String(operand)}` });

/** Of a map that tells of something there are few; a vocabulary tells of nothing. */
const MOST_ITEMS = 64;

function setItems(pickle: FollowedPickle, values: readonly PickleValue[]): void {
  const map = topOf(pickle);
  if (map instanceof Map) fill(map, values);
}

function fill(map: Map<PickleValue, PickleValue>, values: readonly PickleValue[]): void {
  const most = Math.min(values.length - 1, 2 * (MOST_ITEMS - map.size));
  for (let at = 0; at < most; at += 2) map.set(values[at] ?? null, values[at + 1] ?? null);
}

const setItem: Act = (pickle) => {
  const [value, key] = [pop(pickle), pop(pickle)];
  setItems(pickle, [key, value]);
};

const setState: Act = (pickle) => {
  const state = pop(pickle);
  const made = topOf(pickle);
  if (isMade(made)) made.state = state;
};

/** Whether a value is one that a call or a class made. */
export function isMade(value: PickleValue): value is MadeValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'made';
}

function mapOf(values: readonly PickleValue[]): PickleValue {
  const map = new Map<PickleValue, PickleValue>();
  fill(map, values);
  return map;
}

const WRITTEN: Readonly<Record<string, Act>> = {
  '(': (pickle) => void pickle.stack.push(MARK),
  '.': (pickle) => void (pickle.isOver = true),
  '0': drop,
  '1': dropMarked,
  '2': (pickle) => void pickle.stack.push(topOf(pickle)),
  I: operandItself,
  J: operandItself,
  K: operandItself,
  M: operandItself,
  S: operandItself,
  T: operandItself,
  U: operandItself,
  V: operandItself,
  X: operandItself,
  Q: make(1),
  R: make(2, call),
  a: drop,
  b: setState,
  c: importOfLines,
  d: makeOfMarked(mapOf),
  '}': make(0, () => new Map()),
  e: dropMarked,
  g: recall,
  h: recall,
  j: recall,
  i: (pickle, operand) => {
    popToMark(pickle);
    importOfLines(pickle, operand);
  },
  l: makeOfMarked(),
  o: makeOfMarked(),
  p: remember,
  q: remember,
  r: remember,
  s: setItem,
  t: makeOfMarked(tuple),
  ')': make(0, () => []),
  u: (pickle) => setItems(pickle, popToMark(pickle)),
};

const LATER: Readonly<Record<number, Act>> = {
  0x80: nothing,
  0x81: make(2, call),
  0x82: importByNumber,
  0x83: importByNumber,
  0x84: importByNumber,
  0x85: make(1, tuple),
  0x86: make(2, tuple),
  0x87: make(3, tuple),
  0x8a: operandItself,
  0x8b: operandItself,
  0x8c: operandItself,
  0x8d: operandItself,
  0x90: dropMarked,
  0x91: makeOfMarked(),
  0x92: make(3, call),
  0x93: importFromStack,
  0x94: (pickle) => void pickle.memo.set(pickle.memo.size, topOf(pickle)),
  0x95: nothing,
  0x98: nothing,
};

const ACTS: ReadonlyMap<number, Act> = new Map([
  ...Object.entries(WRITTEN).map(([letter, act]) => [letter.charCodeAt(0), act] as const),
  ...Object.entries(LATER).map(([code, act]) => [Number(code), act] as const),
]);
