// JSON Schema 2020-12 as types. What types cannot say (bounds, patterns, conditions) is left out: the server holds it. Any schema gives
// types: one that is wrong, or holds itself in a way that no type can, gives `any` there.
import type { JsonSchema } from '../schema/json-schema.ts';
import { isRecord } from '../schema/json-schema.ts';
import { toPascal } from './identifiers.ts';
import { schemaNotes } from './schema-notes.ts';
import type { ObjectType, Property, TypeNode } from './type-node.ts';
import { ANY, bothOf, NEVER, unionOf } from './type-node.ts';

const MAX_DEPTH = 40;

/** Of a schema whose definitions refer to each other many times. */
const MAX_NODES = 5000;

/** How a schema is read. */
export interface ReadOptions {
  /** What the names of its types begin with. */
  readonly hint: string;
  /** Whether it is that of a form, whose binary members are files. In JSON they are texts. */
  readonly isForm: boolean;
}

/** The type of what a schema admits; `any` where there is none. */
export function readSchema(schema: JsonSchema | null, options: ReadOptions): TypeNode {
  return schema === null ? ANY : new SchemaReader(schema, options).read(schema, { hint: options.hint, depth: 0 });
}

/** Where in a schema something stands. */
interface Place {
  readonly hint: string;
  readonly depth: number;
}

class SchemaReader {
  readonly #root: JsonSchema;
  readonly #options: ReadOptions;
  /** By the reference that leads there; what is being read now is no type yet. */
  readonly #referred = new Map<string, TypeNode | null>();
  /** By their text: what is said twice is one type. */
  readonly #objects = new Map<string, TypeNode>();
  #nodes = 0;

  constructor(root: JsonSchema, options: ReadOptions) {
    this.#root = root;
    this.#options = options;
  }

  read(schema: unknown, place: Place): TypeNode {
    if (schema === false) return NEVER;
    this.#nodes += 1;
    if (!isRecord(schema) || place.depth > MAX_DEPTH || this.#nodes > MAX_NODES) return ANY;
    const { $ref, ...rest } = schema;
    if (typeof $ref === 'string') {
      const referred = this.#refer($ref, place);
      return isBare(rest) ? referred : bothOf(referred, this.read(rest, place));
    }
    if ('const' in schema) return literalOf(schema['const']);
    if (Array.isArray(schema['enum'])) return unionOf(schema['enum'].map(literalOf));
    return this.#combine(this.#readPlain(schema, place), schema, place);
  }

  /** With what anyOf, oneOf and allOf add to it. */
  #combine(plain: TypeNode, schema: JsonSchema, place: Place): TypeNode {
    let type = plain;
    for (const key of ['anyOf', 'oneOf']) {
      const given: unknown = schema[key];
      const members: readonly unknown[] = Array.isArray(given) ? given.filter((each) => !needsAlias(each, schema)) : [];
      if (members.length === 0) continue;
      const alternatives = members.map((member, index) => this.read(member, below(place, numbered(member, index))));
      type = bothOf(type, unionOf(alternatives));
    }
    const all: unknown = schema['allOf'];
    for (const member of Array.isArray(all) ? all : []) type = bothOf(type, this.read(member, below(place, '')));
    return type;
  }

  #readPlain(schema: JsonSchema, place: Place): TypeNode {
    const types: unknown = schema['type'] ?? impliedType(schema);
    const names: readonly unknown[] = Array.isArray(types) ? types : [types];
    return unionOf(names.map((name) => this.#readTyped(name, schema, place)));
  }

  #readTyped(name: unknown, schema: JsonSchema, place: Place): TypeNode {
    switch (name) {
      case 'string':
        return this.#options.isForm && schema['format'] === 'binary' ? { kind: 'bytes' } : { kind: 'string' };
      case 'null':
      case 'boolean':
      case 'integer':
      case 'number':
        return { kind: name };
      case 'array':
        return this.#readArray(schema, place);
      case 'object':
        return this.#readObject(schema, place);
      default:
        return ANY;
    }
  }

  #readArray(schema: JsonSchema, place: Place): TypeNode {
    const { prefixItems, items } = schema;
    const item = this.read(items ?? true, below(place, 'Item'));
    if (!Array.isArray(prefixItems) || prefixItems.length === 0) return { kind: 'array', item };
    const first = prefixItems.map((each: unknown, index) => this.read(each, below(place, `Item${index + 1}`)));
    const { minItems, maxItems } = schema;
    // A list that may end before its prefix does is as long as it likes.
    if (typeof minItems !== 'number' || minItems < first.length) {
      return { kind: 'array', item: unionOf([...first, maxItems === first.length ? NEVER : item]) };
    }
    return { kind: 'tuple', items: first, rest: items === false || maxItems === first.length ? null : item };
  }

  #readObject(schema: JsonSchema, place: Place): TypeNode {
    const { additionalProperties: more, patternProperties } = schema;
    const members = isRecord(schema['properties']) ? Object.entries(schema['properties']) : [];
    const required = Array.isArray(schema['required'])
      ? schema['required'].filter((name) => typeof name === 'string')
      : [];
    if (members.length === 0 && required.length === 0) {
      const value = isRecord(patternProperties) ? ANY : this.read(more ?? true, below(place, 'Value'));
      return { kind: 'map', value: value.kind === 'never' ? ANY : value };
    }
    const text = JSON.stringify(schema);
    const known = this.#objects.get(text);
    if (known !== undefined) return known;
    const { title, description } = schema;
    const hint = typeof title === 'string' && place.depth > 0 ? this.#options.hint + toPascal(title) : place.hint;
    const properties = new Map<string, Property>();
    const object: ObjectType = {
      hint,
      description: typeof description === 'string' ? description : null,
      properties,
      required: new Set(required),
      isOpen: more === true || isRecord(more) || isRecord(patternProperties),
    };
    const node: TypeNode = { kind: 'object', object };
    this.#objects.set(text, node);
    for (const [name, member] of members) {
      const type = this.read(member, below(place, name));
      // What must not be there needs no name.
      if (type.kind !== 'never' && !isAlias(member)) properties.set(name, { type, notes: schemaNotes(member) });
    }
    return node;
  }

  /** The type that a reference leads to. One that leads to itself through objects is such a type; in any other way it is none. */
  #refer(reference: string, place: Place): TypeNode {
    const known = this.#referred.get(reference);
    if (known !== undefined) return known ?? this.#unfinished(reference);
    const target = this.#find(reference);
    if (target === undefined) return ANY;
    this.#referred.set(reference, null);
    const name = reference.split('/').at(-1) ?? '';
    const hint = reference === '#' ? this.#options.hint : this.#options.hint + toPascal(decode(name));
    const type = this.read(target, { hint, depth: place.depth + 1 });
    this.#referred.set(reference, type);
    return type;
  }

  /** Of a definition that is being read, an object that was begun has a name already. */
  #unfinished(reference: string): TypeNode {
    const target = this.#find(reference);
    const isPlain = isRecord(target) && !COMBINED.some((key) => key in target);
    return (isPlain ? this.#objects.get(JSON.stringify(target)) : undefined) ?? ANY;
  }

  #find(reference: string): unknown {
    if (!reference.startsWith('#')) return undefined;
    const steps = reference.slice(1).split('/').slice(1).map(decode);
    return steps.reduce<unknown>((value, step) => {
      if (Array.isArray(value)) return value[Number(step)] as unknown;
      return isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }, this.#root);
  }
}

/** Whether a member of an object is another name for one that is there too: a program needs one of them. */
function isAlias(member: unknown): boolean {
  return isRecord(member) && 'x-truss-alias-of' in member;
}

/** Whether an alternative is that where such a member has to be there. */
function needsAlias(alternative: unknown, { properties }: JsonSchema): boolean {
  const required: unknown = isRecord(alternative) ? alternative['required'] : undefined;
  if (!isRecord(properties) || !Array.isArray(required)) return false;
  return required.some((name) => typeof name === 'string' && isAlias(properties[name]));
}

const COMBINED = ['anyOf', 'oneOf', 'allOf', '$ref', 'enum', 'const'];

/** Members that say something for people alone. */
const BARE = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$defs',
  '$comment',
]);

function isBare(rest: JsonSchema): boolean {
  return Object.keys(rest).every((key) => BARE.has(key));
}

const OF_OBJECTS = ['properties', 'required', 'additionalProperties', 'patternProperties'];

function impliedType(schema: JsonSchema): string | undefined {
  if (OF_OBJECTS.some((key) => key in schema)) return 'object';
  return 'items' in schema || 'prefixItems' in schema ? 'array' : undefined;
}

function below({ hint, depth }: Place, word: string): Place {
  return { hint: hint + toPascal(word), depth: depth + 1 };
}

/** Alternatives that have no title are told apart by their number; the first needs none. */
function numbered(member: unknown, index: number): string {
  if (isRecord(member) && member['type'] === 'array') return '';
  return index === 0 ? '' : String(index + 1);
}

function literalOf(value: unknown): TypeNode {
  if (value === null) return { kind: 'null' };
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'literal', value };
  }
  return ANY;
}

/** Undoes the escapes of a JSON pointer in a URI; what is none stays. */
function decode(step: string): string {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
