// What may stand in a field of the config, in words, from its schema.
import { z } from 'zod';

import { expectation } from '../../src/core/config/check/expectation.ts';

/** The part of JSON Schema that the config's schema uses. */
interface TypeSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly TypeSchema[];
  readonly items?: TypeSchema;
  readonly additionalProperties?: TypeSchema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

const words: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'whole number',
  number: 'number',
  object: 'map',
  string: 'text',
};

/** No rule for a text allows this one. */
const oddText = '../?';

/** What a field takes: `whole number ≥ 1`, `list of text`. */
export function fieldType(schema: z.core.$ZodType): string {
  return typeText(z.toJSONSchema(schema, { io: 'input' }) as TypeSchema);
}

/** What a text has to be beside being text, as the message of an error tells it; empty where anything will do. */
export function textRule(schema: z.core.$ZodType): string {
  const { type, anyOf = [], enum: values } = z.toJSONSchema(schema, { io: 'input' }) as TypeSchema;
  const types = new Set([type, ...anyOf.map((option) => option.type)].flat());
  if (!types.has('string') || types.has('object') || values !== undefined) return '';
  return z.safeParse(schema, oddText, { error: expectation }).error?.issues[0]?.message ?? '';
}

function typeText(schema: TypeSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  const options = schema.anyOf ?? [schema];
  return options
    .filter(({ type }) => type !== 'null')
    .map(optionText)
    .join(' or ');
}

function optionText(schema: TypeSchema): string {
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  return types.map((type) => `${baseText(type, schema)}${boundText(schema)}`).join(' or ');
}

function baseText(type: string, { items, additionalProperties }: TypeSchema): string {
  if (type === 'array') return `list${of(items)}`;
  if (type === 'object') return `map${typeof additionalProperties === 'object' ? of(additionalProperties) : ''}`;
  return words[type] ?? type;
}

function of(inner: TypeSchema | undefined): string {
  const text = inner === undefined ? '' : typeText(inner);
  return text === '' ? '' : ` of ${text === 'map' ? 'maps' : text}`;
}

function boundText({ minimum, maximum }: TypeSchema): string {
  const isBounded = maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER;
  if (minimum === undefined || minimum === Number.MIN_SAFE_INTEGER) return isBounded ? ` ≤ ${maximum}` : '';
  return isBounded ? ` from ${minimum} to ${maximum}` : ` ≥ ${minimum}`;
}
