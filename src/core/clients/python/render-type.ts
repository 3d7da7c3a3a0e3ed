// Types as Python 3.9 writes them, with what stands in `typing`.
import { NOT_SHOWN, plainText } from '../schema-notes.ts';
import type { ObjectType, TypeNode } from '../type-node.ts';

/** What a type is for: of what is sent, a list of a narrower type will do. */
export type Side = 'input' | 'output';

/** The names that objects have. */
export type ObjectNames = ReadonlyMap<ObjectType, string>;

const PLAIN: Readonly<Partial<Record<TypeNode['kind'], string>>> = {
  any: 'Any',
  never: 'Any',
  null: 'None',
  boolean: 'bool',
  integer: 'int',
  number: 'float',
  string: 'str',
};

/** The text of a type. Names of objects are quoted: they may be defined further down. */
export function renderType(type: TypeNode, names: ObjectNames, side: Side): string {
  const inner = (each: TypeNode): string => renderType(each, names, side);
  switch (type.kind) {
    case 'bytes':
      return side === 'input' ? 'Union[bytes, "File"]' : '"Content"';
    case 'literal':
      return renderLiterals([type.value]);
    case 'array':
      return `${side === 'input' ? 'Sequence' : 'List'}[${inner(type.item)}]`;
    case 'tuple':
      return renderTuple(type.items, type.rest, { inner, side });
    case 'map':
      return `${side === 'input' ? 'Mapping' : 'Dict'}[str, ${inner(type.value)}]`;
    case 'object':
      return quoted(names.get(type.object) ?? 'object');
    case 'union':
      return renderUnion(type.members, inner);
    default:
      return PLAIN[type.kind] ?? 'Any';
  }
}

/** Tuples of Python have one length or one type. What comes out of JSON is a list. */
function renderTuple(
  items: readonly TypeNode[],
  rest: TypeNode | null,
  { inner, side }: { readonly inner: (type: TypeNode) => string; readonly side: Side },
): string {
  const all = renderUnion([...items, ...(rest === null ? [] : [rest])], inner);
  if (side === 'output') return `List[${all}]`;
  if (rest !== null) return `Sequence[${all}]`;
  return `Union[Tuple[${items.map(inner).join(', ')}], List[Any]]`;
}

function renderUnion(members: readonly TypeNode[], inner: (type: TypeNode) => string): string {
  const values = members.flatMap((member) => (member.kind === 'literal' ? [member.value] : []));
  const others = members.filter(({ kind }) => kind !== 'literal').map(inner);
  const texts = [...new Set([...(values.length > 0 ? [renderLiterals(values)] : []), ...others])];
  const [only = 'Any', ...more] = texts;
  if (texts.includes('Any')) return 'Any';
  return more.length === 0 ? only : `Union[${texts.join(', ')}]`;
}

/** Numbers with a fraction cannot be in a Literal. */
function renderLiterals(values: readonly (string | number | boolean)[]): string {
  const isFloat = values.some((value) => typeof value === 'number' && !Number.isSafeInteger(value));
  const named = values.filter((value) => typeof value !== 'number' || Number.isSafeInteger(value));
  const literals = [...new Set(named.map(textOf))];
  const parts = [...(literals.length > 0 ? [`Literal[${literals.join(', ')}]`] : []), ...(isFloat ? ['float'] : [])];
  return parts.length === 1 ? (parts[0] ?? 'Any') : `Union[${parts.join(', ')}]`;
}

/** A value as Python writes it. The escapes of JSON are Python's, too. */
export function textOf(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value === 0 ? 0 : value);
  return JSON.stringify(value).replaceAll(NOT_SHOWN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** A TypedDict. Before Python 3.11 it is put together of the members that must and that may be there. */
export function renderObject(object: ObjectType, names: ObjectNames, side: Side): string {
  const { properties, required, description } = object;
  const name = names.get(object) ?? '';
  const missing = [...required].filter((each) => !properties.has(each));
  const members = [
    ...[...properties].map(([key, { type, notes }]) => ({ key, text: renderType(type, names, side), notes })),
    ...missing.map((key) => ({ key, text: 'Any', notes: [] as readonly string[] })),
  ];
  const must = members.filter(({ key }) => required.has(key));
  const may = members.filter(({ key }) => !required.has(key));
  const about = docstring(description === null ? [] : [description], '    ');
  if (must.length === 0) return renderTyped(name, may, { base: 'TypedDict, total=False', about });
  if (may.length === 0) return renderTyped(name, must, { base: 'TypedDict', about });
  const first = `_${name}Required`;
  const second = `_${name}Optional`;
  return [
    renderTyped(first, must, { base: 'TypedDict', about: [] }),
    renderTyped(second, may, { base: 'TypedDict, total=False', about: [] }),
    [`class ${name}(${first}, ${second}):`, ...(about.length > 0 ? about : ['    pass'])].join('\n'),
  ].join('\n\n\n');
}

interface Member {
  readonly key: string;
  readonly text: string;
  readonly notes: readonly string[];
}

function renderTyped(
  name: string,
  members: readonly Member[],
  { base, about }: { readonly base: string; readonly about: readonly string[] },
): string {
  const [kind, total] = base.split(', ');
  if (members.every(({ key }) => /^[a-z][a-z0-9_]*$/.test(key) && !NO_FIELD.has(key))) {
    const lines = members.flatMap(({ key, text, notes }) => [...comment(notes, '    '), `    ${key}: ${text}`]);
    const body = [...about, ...lines];
    return [`class ${name}(${base}):`, ...(body.length > 0 ? body : ['    pass'])].join('\n');
  }
  const lines = members.flatMap(({ key, text, notes }) => [...comment(notes, '        '), `        ${textOf(key)}: ${text},`]);
  const end = total === undefined ? '' : `    ${total},\n`;
  return [`${name} = ${kind}(`, `    ${textOf(name)},`, '    {', ...lines, '    },', `${end})`].join('\n');
}

/** Lines with `#` before something. */
function comment(notes: readonly string[], indent: string): string[] {
  return notes.flatMap((note) => plainText(note).split('\n')).map((line) => `${indent}# ${line}`.trimEnd());
}

/** The docstring of what follows; none where there is nothing to say. */
export function docstring(notes: readonly string[], indent: string): string[] {
  const text = notes.map(plainText).filter((note) => note !== '').join('\n\n');
  if (text === '') return [];
  const safe = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const [first = '', ...others] = safe.split('\n');
  if (others.length === 0) return [`${indent}"""${first}"""`];
  return [`${indent}"""${first}`, ...others.map((line) => `${indent}${line}`.trimEnd()), `${indent}"""`];
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** Words of Python, and names that a field would take away from the types beside it. */
const NO_FIELD: ReadonlySet<string> = new Set(
  [
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda',
    'nonlocal not or pass raise return try while with yield match case type bool bytes float int object str',
  ].flatMap((line) => line.split(' ')),
);

/** Words that are no names of functions and properties. */
export const PYTHON_WORDS: readonly string[] = [...NO_FIELD, 'None', 'True', 'False', 'self', 'input', 'print'];
