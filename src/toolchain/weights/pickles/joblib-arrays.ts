// How many bytes of an array stand behind what joblib says of it (`joblib.numpy_pickle.NumpyArrayWrapper`), as its own reader counts them.
import type { FollowedPickle, PickleValue } from '../../../core/weights/pickles/pickle-machine.ts';
import { isMade, topOf } from '../../../core/weights/pickles/pickle-machine.ts';

/** What stands there. */
export type ArrayBehind =
  /** Numbers, in so many bytes; before them, where `isPadded`, some that make the next ones lie well. */
  | { readonly kind: 'numbers'; readonly bytes: number; readonly isPadded: boolean }
  /** A pickle of its own. */
  | { readonly kind: 'objects' }
  /** Nobody can say how many. */
  | { readonly kind: 'unknown' };

/** Null where the value that was just made is no such array. */
export function arrayBehind(pickle: FollowedPickle): ArrayBehind | null {
  const value = topOf(pickle);
  if (!isMade(value) || !isWrapper(value.by) || !(value.state instanceof Map)) return null;
  const itemBytes = itemSize(value.state.get('dtype') ?? null);
  if (itemBytes === 'objects') return { kind: 'objects' };
  const shape = value.state.get('shape');
  if (itemBytes === null || !Array.isArray(shape)) return { kind: 'unknown' };
  const items = (shape as readonly PickleValue[]).reduce<number>(
    (product, length) => product * Number(length ?? Number.NaN),
    1,
  );
  if (!Number.isSafeInteger(items)) return { kind: 'unknown' };
  const isPadded = typeof value.state.get('numpy_array_alignment_bytes') === 'number';
  return { kind: 'numbers', bytes: items * itemBytes, isPadded };
}

function isWrapper(by: PickleValue): boolean {
  if (typeof by !== 'object' || by === null || !('kind' in by) || by.kind !== 'name') return false;
  const { module, name } = by.imported;
  return name === 'NumpyArrayWrapper' && /(?:^|\.)joblib\.numpy_pickle$/.test(module);
}

/** `dtype('f8', …)`; of a structure its state tells what it is of: `(3, '|', (dtype, shape), names, {name: (dtype, offset)}, …)`. */
function itemSize(dtype: PickleValue): number | 'objects' | null {
  if (!isMade(dtype) || !Array.isArray(dtype.from)) return null;
  const [text] = dtype.from as readonly PickleValue[];
  const [, kind = '', count = ''] = (typeof text === 'string' ? /^[<>=|]?([a-zA-Z])(\d*)$/.exec(text) : null) ?? [];
  if (kind === 'O') return 'objects';
  if (kind === 'V') return structureSize(dtype.state, Number(count));
  return kind === '' || count === '' ? null : Number(count) * (kind === 'U' ? 4 : 1);
}

function structureSize(state: PickleValue, bytes: number): number | 'objects' | null {
  if (!Array.isArray(state)) return null;
  const [, , several, , fields = null] = state as readonly PickleValue[];
  // Of a field with several values of one kind, that kind.
  const parts = fields instanceof Map ? [...fields.values()] : [several];
  const sizes = new Set(
    parts.map((part) => (Array.isArray(part) ? itemSize((part as readonly PickleValue[])[0] ?? null) : null)),
  );
  if (sizes.has('objects')) return 'objects';
  return sizes.has(null) ? null : bytes;
}
