// The types of a client, before they are written in a language: what JSON Schema admits, as far as types can say it.

import { toPascal } from './identifiers.ts';

/** A type. */
export type TypeNode =
  | { readonly kind: 'any' | 'never' | 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'bytes' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'array'; readonly item: TypeNode }
  | { readonly kind: 'tuple'; readonly items: readonly TypeNode[]; readonly rest: TypeNode | null }
  | { readonly kind: 'map'; readonly value: TypeNode }
  | { readonly kind: 'object'; readonly object: ObjectType }
  | { readonly kind: 'union'; readonly members: readonly TypeNode[] };

/** An object with members of known names. It gets a name of its own, since it may hold itself. */
export interface ObjectType {
  /** What its name is made of. */
  readonly hint: string;
  readonly description: string | null;
  readonly properties: Map<string, Property>;
  /** The members that must be there; one that is no property is of any type. */
  readonly required: Set<string>;
  /** Whether it says that it may have more members. */
  readonly isOpen: boolean;
}

/** A member of an object. */
export interface Property {
  readonly type: TypeNode;
  readonly notes: readonly string[];
}

export const ANY: TypeNode = { kind: 'any' };
export const NEVER: TypeNode = { kind: 'never' };

/** More alternatives than that are no help to anybody. */
const MAX_MEMBERS = 60;

/** One of several types. */
export function unionOf(types: readonly TypeNode[]): TypeNode {
  const flat = types.flatMap((type) => (type.kind === 'union' ? type.members : [type]));
  const members = flat.filter(({ kind }) => kind !== 'never');
  if (members.some(({ kind }) => kind === 'any') || members.length > MAX_MEMBERS) return ANY;
  const [first, ...others] = members;
  if (first === undefined) return NEVER;
  return others.length === 0 ? first : { kind: 'union', members };
}

/** What fits both types, as far as types can say it; what nothing fits is anything, since that is a mistake of the schema's. */
export function bothOf(one: TypeNode, other: TypeNode): TypeNode {
  const found = intersect(one, other);
  return found.kind === 'never' ? ANY : found;
}

function intersect(one: TypeNode, other: TypeNode): TypeNode {
  if (one.kind === 'any' || other.kind === 'never') return other;
  if (other.kind === 'any' || one.kind === 'never') return one;
  if (one.kind === 'union') return unionOf(one.members.map((member) => intersect(member, other)));
  if (other.kind === 'union') return unionOf(other.members.map((member) => intersect(one, member)));
  if (one.kind === 'object' && other.kind === 'object') return mergeObjects(one.object, other.object);
  if (one.kind === 'map' && other.kind === 'object') return other;
  if (one.kind === 'object' && other.kind === 'map') return one;
  if (one.kind === 'integer' && other.kind === 'number') return one;
  if (one.kind === 'literal') return admits(other, one.value) ? one : NEVER;
  if (other.kind === 'literal') return admits(one, other.value) ? other : NEVER;
  if (one.kind === 'tuple' && other.kind === 'array') return one;
  return one.kind === other.kind || (one.kind === 'number' && other.kind === 'integer') ? other : NEVER;
}

function admits(type: TypeNode, value: string | number | boolean): boolean {
  if (type.kind === 'literal') return type.value === value;
  if (type.kind === 'number' || type.kind === 'integer') return typeof value === 'number';
  return type.kind === typeof value;
}

function mergeObjects(one: ObjectType, other: ObjectType): TypeNode {
  const properties = new Map(one.properties);
  for (const [name, property] of other.properties) {
    const known = properties.get(name);
    const type = known === undefined ? property.type : bothOf(known.type, property.type);
    properties.set(name, { type, notes: [...(known?.notes ?? []), ...property.notes] });
  }
  const object: ObjectType = {
    hint: hintOf(one, other),
    description: one.description ?? other.description,
    properties,
    required: new Set([...one.required, ...other.required]),
    isOpen: one.isOpen && other.isOpen,
  };
  return { kind: 'object', object };
}

/** One of several that only differ in what must be there is named after that. */
function hintOf(one: ObjectType, other: ObjectType): string {
  if (one.properties.size === 0) return other.hint;
  if (other.properties.size > 0) return one.hint;
  // An only alternative is none.
  const [added, ...more] = [...other.required].filter((name) => !one.required.has(name));
  return added === undefined || more.length > 0 || one.properties.size === 1
    ? one.hint
    : `${one.hint}With${toPascal(added)}`;
}
