// What a tool takes: always an object, whatever the body of the method is.
import type { JsonSchema } from '../schema/json-schema.ts';
import { isRecord, toSchema } from '../schema/json-schema.ts';
import type { MethodSchema } from '../schema/model-schema.ts';
import type { ToolBodyPlan } from './tool.ts';

/** The schema of a tool's arguments, and how they become a body. */
export interface ToolInput {
  readonly schema: JsonSchema;
  readonly body: ToolBodyPlan;
}

const JSON_TYPE = 'application/json';

/** The argument that is the body, where a body is no object. */
const WRAPPED = 'input';

/** What the arguments of a method are, of which these are known to be bodies. */
export function toolInput(method: MethodSchema, examples: readonly unknown[]): ToolInput {
  const [mediaType = JSON_TYPE] = method.takes;
  if (mediaType === 'multipart/form-data') return formInput(method.input_schema);
  if (isJson(mediaType)) return jsonInput(method.input_schema, examples);
  if (mediaType.startsWith('text/')) return textInput(mediaType);
  return bytesInput(method.takes.filter((type) => !isJson(type)));
}

function isJson(mediaType: string): boolean {
  return mediaType === JSON_TYPE || mediaType.endsWith('+json');
}

function jsonInput(schema: JsonSchema | null, examples: readonly unknown[]): ToolInput {
  if (schema === null) {
    const objects = examples.filter(isRecord);
    return {
      schema: { type: 'object', ...(objects.length > 0 && { examples: objects.slice(0, 2) }) },
      body: { kind: 'json', member: null },
    };
  }
  const object = objectSchema(withoutAliases(schema));
  if (object !== null && !isBranched(object)) return { schema: object, body: { kind: 'json', member: null } };
  const { $defs, $schema: _dialect, ...rest } = schema;
  const wrapped = {
    type: 'object',
    properties: { [WRAPPED]: rest },
    required: [WRAPPED],
    additionalProperties: false,
    ...($defs !== undefined && { $defs }),
  };
  return { schema: wrapped, body: { kind: 'json', member: WRAPPED } };
}

/** Whether its root says what it is in several ways, which the APIs of OpenAI and Anthropic refuse there, and take further in. */
function isBranched(schema: JsonSchema): boolean {
  return ['anyOf', 'oneOf', 'allOf'].some((key) => key in schema);
}

/**
 * Without the second name that a member has: it says nothing new to a language model, and that one of the two is needed stands in an
 * `anyOf` at the root, where APIs of language models take none.
 */
function withoutAliases(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  const properties = Object.entries(toSchema(schema['properties']));
  const named = properties.filter(([, member]) => !(isRecord(member) && 'x-truss-alias-of' in member));
  if (named.length === properties.length || !Array.isArray(anyOf)) return schema;
  const [needed] = anyOf.map(toSchema);
  return { ...rest, properties: Object.fromEntries(named), ...needed };
}

/** The schema with `type: object` at its root, where all that it allows is an object; null where it is not. */
export function objectSchema({ $schema: _dialect, ...schema }: JsonSchema): JsonSchema | null {
  if (schema['type'] === 'object') return schema;
  const { $ref, ...beside } = schema;
  if (typeof $ref === 'string') {
    const target = lookUp($ref, toSchema(schema['$defs']));
    const object = target === null ? null : objectSchema(target);
    return object === null ? null : { ...object, ...beside };
  }
  return allowsObjectsAlone(schema, toSchema(schema['$defs'])) ? { type: 'object', ...schema } : null;
}

function allowsObjectsAlone(schema: JsonSchema, definitions: JsonSchema): boolean {
  const { $ref, type } = schema;
  if (type !== undefined) return type === 'object';
  if (typeof $ref === 'string') {
    const target = lookUp($ref, definitions);
    // One that leads to itself through another is not followed.
    return target !== null && (target['type'] === 'object' || branches(target).some((one) => 'properties' in one));
  }
  const ways = branches(schema);
  return ways.length > 0 && ways.every((way) => allowsObjectsAlone(way, definitions));
}

function branches(schema: JsonSchema): JsonSchema[] {
  const ways = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(ways) ? ways.map(toSchema) : [];
}

function lookUp(reference: string, definitions: JsonSchema): JsonSchema | null {
  const name = /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1];
  const found =
    name === undefined ? undefined : definitions[decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')];
  return isRecord(found) ? found : null;
}

function bytesInput(types: readonly string[]): ToolInput {
  const [mediaType = 'application/octet-stream'] = types;
  const isKnown = !mediaType.includes('*') && mediaType !== 'application/octet-stream';
  const data = {
    type: 'string',
    contentEncoding: 'base64',
    ...(isKnown && { contentMediaType: mediaType }),
    description: 'The file in base64, or as a data: URL',
  };
  const type = {
    type: 'string',
    description: 'The media type of the file',
    examples: types,
    ...(isKnown && { default: mediaType }),
  };
  return {
    schema: {
      type: 'object',
      properties: { data, media_type: type },
      required: ['data'],
      additionalProperties: false,
    },
    body: { kind: 'bytes', mediaType: isKnown ? mediaType : 'application/octet-stream' },
  };
}

function textInput(mediaType: string): ToolInput {
  return {
    schema: {
      type: 'object',
      properties: { text: { type: 'string' } },
      required: ['text'],
      additionalProperties: false,
    },
    body: { kind: 'text', mediaType },
  };
}

function formInput(schema: JsonSchema | null): ToolInput {
  const own = schema === null ? null : objectSchema(schema);
  const file = { type: 'string', contentEncoding: 'base64', description: 'The file in base64, or as a data: URL' };
  const names = {
    filename: { type: 'string', description: 'What the file is called' },
    media_type: { type: 'string' },
  };
  const properties = { ...toSchema(own?.['properties']), file, ...names };
  const required = own?.['required'];
  const needed = new Set(['file', ...(Array.isArray(required) ? required : [])]);
  const { $defs } = own ?? {};
  return {
    schema: { type: 'object', properties, required: [...needed], ...($defs !== undefined && { $defs }) },
    body: { kind: 'form' },
  };
}
