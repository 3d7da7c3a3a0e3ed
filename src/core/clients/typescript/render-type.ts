// Types as TypeScript writes them.
import { NOT_SHOWN } from '../schema-notes.ts';
import type { ObjectType, TypeNode } from '../type-node.ts';

/** What a type is for: what is sent may be read-only, what came may be changed. */
export type Side = 'input' | 'output';

/** The names that objects have. */
export type ObjectNames = ReadonlyMap<ObjectType, string>;

const PLAIN: Readonly<Partial<Record<TypeNode['kind'], string>>> = {
  never: 'never',
  null: 'null',
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
  string: 'string',
};

/** The text of a type. */
export function renderType(type: TypeNode, names: ObjectNames, side: Side): string {
  const inner = (each: TypeNode): string => renderType(each, names, side);
  const list = side === 'input' ? 'ReadonlyArray' : 'Array';
  switch (type.kind) {
    case 'bytes':
      return side === 'input' ? 'Bytes' : 'Blob';
    case 'literal':
      return textOf(type.value);
    case 'array':
      return `${list}<${inner(type.item)}>`;
    case 'tuple': {
      const rest = type.rest === null ? [] : [`...${list}<${inner(type.rest)}>`];
      return `${side === 'input' ? 'readonly ' : ''}[${[...type.items.map(inner), ...rest].join(', ')}]`;
    }
    case 'map':
      return `{ ${side === 'input' ? 'readonly ' : ''}[name: string]: ${inner(type.value)} }`;
    case 'object':
      return names.get(type.object) ?? 'unknown';
    case 'union':
      return [...new Set(type.members.map(inner))]
        .map((each) => (each.startsWith('readonly') ? `(${each})` : each))
        .join(' | ');
    case 'any':
    case 'never':
    case 'null':
    case 'boolean':
    case 'integer':
    case 'number':
    case 'string':
    default:
      return PLAIN[type.kind] ?? 'unknown';
  }
}

/** An interface with the members of an object. */
export function renderObject(object: ObjectType, names: ObjectNames, side: Side): string {
  const { properties, required, description, isOpen } = object;
  const others = [...required].filter((name) => !properties.has(name));
  const lines = [...properties].flatMap(([name, { type, notes }]) => {
    const mark = required.has(name) ? '' : '?';
    const text = renderType(type, names, side);
    // With exactOptionalPropertyTypes, undefined is a value; JSON leaves such members out.
    const optional = mark === '' || text === 'unknown' ? text : `${text} | undefined`;
    const member = `  ${side === 'input' ? 'readonly ' : ''}${keyOf(name)}${mark}: ${optional};`;
    return comment(notes, '  ').concat(member);
  });
  const more = others.map((name) => `  ${keyOf(name)}: unknown;`);
  const open = isOpen ? ['  [name: string]: unknown;'] : [];
  const head = `export interface ${names.get(object) ?? ''} {`;
  const about = comment(description === null ? [] : [description], '');
  return [...about, head, ...lines, ...more, ...open, '}'].join('\n');
}

/** A comment before something; none where there is nothing to say. */
export function comment(notes: readonly string[], indent: string): string[] {
  const lines = notes.flatMap((note) => note.replaceAll(NOT_SHOWN, ' ').toWellFormed().split('\n'));
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/').trimEnd());
  if (safe.length === 0) return [];
  const [only, ...others] = safe;
  if (others.length === 0) return [`${indent}/** ${only} */`];
  return [`${indent}/**`, ...safe.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/** A value as a literal; nothing in it is shown otherwise than it is. */
export function textOf(value: string | number | boolean): string {
  return JSON.stringify(value).replaceAll(NOT_SHOWN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : textOf(name);
}
