// What a client is made of, in no language yet.
import type { MethodSchema, ModelSchema } from '../schema/model-schema.ts';
import type { Names } from './identifiers.ts';
import { safeName, toPascal } from './identifiers.ts';
import { readSchema } from './read-schema.ts';
import { plainText } from './schema-notes.ts';
import type { ObjectType, TypeNode } from './type-node.ts';
import { ANY } from './type-node.ts';

/** A model of the server. */
export interface PlannedModel {
  /** As the server calls it. */
  readonly name: string;
  readonly description: string | null;
  readonly methods: readonly PlannedMethod[];
}

/** A function of the client. */
export interface PlannedMethod {
  readonly name: string;
  readonly path: string;
  readonly description: string | null;
  readonly body: Body;
  readonly answer: AnswerKind;
  /** The media type that is asked for. */
  readonly accept: string;
  readonly input: TypeNode;
  readonly output: TypeNode;
  /** Whether an input may have more members than its type says, since that was only seen. */
  readonly isLoose: boolean;
  /** `always`: the function gives the items; `asked`: another function does. */
  readonly streams: MethodSchema['streams'];
  readonly item: TypeNode;
  readonly items: ItemsKind;
  /** What goes into the body where several models are on the same path; null where the path says it. */
  readonly model: string | null;
}

/** How a body is sent; of bytes the media type where the schema has one. */
type Body =
  | { readonly kind: 'json' | 'form' | 'text'; readonly type: string }
  | { readonly kind: 'bytes'; readonly type: string | null };

/** How an answer is read; `any`: as its media type says. */
type AnswerKind = 'json' | 'text' | 'bytes' | 'any';

/** How the items of a stream come: as events that are texts, or JSON; as lines of JSON; as chunks of bytes. */
type ItemsKind = 'text' | 'json' | 'lines' | 'bytes' | 'events';

/** The functions of a client for these models. */
export function planClient(schemas: readonly ModelSchema[]): PlannedModel[] {
  return schemas.map((schema) => ({
    name: schema.name,
    description: schema.description === null ? null : plainText(schema.description),
    methods: schema.methods.map((method) => planMethod(schema, method)),
  }));
}

function planMethod({ name: model }: ModelSchema, method: MethodSchema): PlannedMethod {
  const { name, path, description, streams, takes, gives } = method;
  const hint = safeName(toPascal(model), 'Model') + toPascal(name);
  const body = bodyOf(takes);
  const answer = answerOf(method);
  const isOpenAi = method.kind !== 'predict';
  const input = readSchema(method.input_schema, { hint: `${hint}Input`, isForm: body.kind === 'form' });
  const output = readSchema(method.output_schema, { hint: `${hint}Output`, isForm: false });
  const itemSchema = method.item_schema ?? (isOpenAi ? null : method.output_schema);
  const item = readSchema(itemSchema, { hint: `${hint}Item`, isForm: false });
  const items = isOpenAi ? 'events' : itemsOf(item, gives[0] ?? '');
  return {
    name,
    path,
    description: description === null ? null : plainText(description),
    body,
    answer,
    accept: answer === 'json' ? 'application/json' : '*/*',
    input: body.kind === 'bytes' ? { kind: 'bytes' } : body.kind === 'text' ? { kind: 'string' } : input,
    output:
      answer === 'bytes' ? { kind: 'bytes' } : answer === 'text' ? { kind: 'string' } : answer === 'any' ? ANY : output,
    isLoose: body.kind === 'json' && method.input_schema?.['x-truss-inferred'] !== undefined,
    streams,
    item: items === 'bytes' ? { kind: 'bytes' } : item,
    items,
    model: isOpenAi ? model : null,
  };
}

function bodyOf([type = 'application/json']: readonly string[]): Body {
  if (type === 'application/json') return { kind: 'json', type };
  if (type === 'multipart/form-data') return { kind: 'form', type };
  if (type.startsWith('text/')) return { kind: 'text', type };
  const isOne = !type.includes('*') && type !== 'application/octet-stream';
  return { kind: 'bytes', type: isOne ? type : null };
}

/** Of a model that says nothing of its answer, the answer says it. */
function answerOf({ gives, output_schema: schema }: MethodSchema): AnswerKind {
  const [type = 'application/json'] = gives;
  if (type === 'application/json') return schema === null ? 'any' : 'json';
  // A stream is joined to a value where that is asked for.
  if (type === 'application/x-ndjson' || type === 'text/event-stream') return 'json';
  return type.startsWith('text/') ? 'text' : 'bytes';
}

/** Events tell of failures, and lines tell texts and numbers apart: where it is known which of them come, events. */
function itemsOf(item: TypeNode, type: string): ItemsKind {
  if (item.kind === 'string') return 'text';
  if (type !== 'application/x-ndjson' && type !== 'application/json' && !type.startsWith('text/')) return 'bytes';
  return item.kind === 'object' || item.kind === 'map' || item.kind === 'array' ? 'json' : 'lines';
}

/** All objects that the functions of these models mention, in the order in which they do. */
export function objectsOf(models: readonly PlannedModel[]): ObjectType[] {
  const found = new Set<ObjectType>();
  const visit = (type: TypeNode): void => {
    if (type.kind === 'array') visit(type.item);
    else if (type.kind === 'map') visit(type.value);
    else if (type.kind === 'union') type.members.forEach(visit);
    else if (type.kind === 'tuple') [...type.items, ...(type.rest === null ? [] : [type.rest])].forEach(visit);
    else if (type.kind === 'object' && !found.has(type.object)) {
      found.add(type.object);
      for (const property of type.object.properties.values()) visit(property.type);
    }
  };
  for (const { methods } of models) {
    for (const { input, output, item, streams } of methods) {
      visit(input);
      if (streams !== 'always') visit(output);
      if (streams !== 'never') visit(item);
    }
  }
  return [...found];
}

/** A model with the names that the client has for it. */
export interface NamedModel {
  readonly model: PlannedModel;
  readonly className: string;
  /** Of the client, under which it has the model. */
  readonly property: string;
}

/** A type of a method that may get a name. */
export type AliasSide = 'input' | 'output' | 'item';

/** The names of types that are no objects, and long enough to need one. */
export type Aliases = ReadonlyMap<TypeNode, string>;

/** Gives names to the inputs and outputs that are unions, lists and the like; objects have names of their own. */
export function nameAliases(named: readonly NamedModel[], names: Names): Aliases {
  const aliases = new Map<TypeNode, string>();
  for (const { model, className } of named) {
    for (const method of model.methods) {
      const sides: readonly AliasSide[] = SIDES[method.streams];
      for (const side of sides) {
        const type = method[side];
        if (!LONG.has(type.kind) || aliases.has(type)) continue;
        aliases.set(type, names.take(`${className}${toPascal(method.name)}${toPascal(side)}`));
      }
    }
  }
  return aliases;
}

const LONG: ReadonlySet<TypeNode['kind']> = new Set(['union', 'array', 'tuple', 'map']);

const SIDES = {
  never: ['input', 'output'],
  always: ['input', 'item'],
  asked: ['input', 'output', 'item'],
} as const;
