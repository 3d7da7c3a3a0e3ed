// The tools of a server: every method of its models that says what it is for.
import type { JsonSchema } from '../schema/json-schema.ts';
import { isRecord, toSchema } from '../schema/json-schema.ts';
import type { MethodSchema, ModelSchema } from '../schema/model-schema.ts';
import { objectSchema, toolInput } from './tool-input.ts';
import { toolName } from './tool-name.ts';
import type { NoTool, Tool } from './tool.ts';

/** What models can be called for, and what not. */
export interface Tools {
  /** By name, in alphabetical order: clients keep the list, and language models what they have read of it. */
  readonly tools: readonly Tool[];
  readonly others: readonly NoTool[];
}

/** The tools of these models. */
export function toolsOf(models: readonly ModelSchema[]): Tools {
  const tools: Tool[] = [];
  const others: NoTool[] = [];
  const taken = new Set<string>();
  for (const model of [...models].sort((a, b) => compare(a.name, b.name))) {
    for (const method of model.methods) {
      const description = toldOf(model, method);
      if (description === null) others.push({ model: model.name, method: method.name, why: UNDESCRIBED });
      else tools.push(toTool(model, method, { description, name: toolName(model.name, method.name, taken) }));
    }
  }
  return { tools: tools.sort((a, b) => compare(a.name, b.name)), others };
}

/** What a language model is told of a method: of a prediction first what the model is for, then what its docstring says. */
function toldOf(model: ModelSchema, { name, description }: MethodSchema): string | null {
  if (name !== 'predict' || model.description === null || model.description === description) return description;
  return description === null ? model.description : `${model.description} ${description}`;
}

const UNDESCRIBED = 'it has no docstring, which would say to a language model what it is for';

function toTool(
  model: ModelSchema,
  method: MethodSchema,
  { description, name }: Pick<Tool, 'description' | 'name'>,
): Tool {
  const examples = model.examples
    .filter((example) => example.method === method.name)
    .flatMap(({ input }) => (input === undefined || isBytes(input) ? [] : [input]));
  const { schema, body } = toolInput(method, examples);
  const media = mediaMembers(method.output_schema);
  return {
    name,
    title: method.name === 'predict' ? model.name : `${model.name}: ${method.name}`,
    description,
    inputSchema: schema,
    outputSchema: Object.keys(media).length > 0 ? null : promisedOutput(method),
    model: model.name,
    method: method.name,
    path: method.path,
    body,
    media,
  };
}

/** The schema that answers fit: none of a stream, whose items it is of, and none that was only seen in examples. */
function promisedOutput({ streams, gives, output_schema: schema }: MethodSchema): JsonSchema | null {
  if (schema === null || streams !== 'never' || 'x-truss-inferred' in schema) return null;
  if (gives[0] !== 'application/json' || schema['format'] === 'binary') return null;
  const { $schema: _dialect, ...rest } = schema;
  return objectSchema(rest) ?? rest;
}

/** The members of an answer that are pictures or sound. */
function mediaMembers(schema: JsonSchema | null): Readonly<Record<string, string>> {
  const object = schema === null ? null : objectSchema(schema);
  const members = Object.entries(toSchema(object?.['properties'])).flatMap(([name, member]) => {
    if (!isRecord(member) || member['contentEncoding'] !== 'base64') return [];
    const type = member['contentMediaType'];
    return typeof type === 'string' && /^(?:image|audio)\//.test(type) ? [[name, type] as const] : [];
  });
  return Object.fromEntries(members);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Whether an example is bytes, in the form in which JSON shows them. */
function isBytes(input: unknown): boolean {
  return isRecord(input) && Object.keys(input).length === 2 && 'content_type' in input && 'base64' in input;
}
