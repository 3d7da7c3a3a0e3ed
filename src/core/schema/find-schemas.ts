// Who is believed about what a method takes and gives: the code's annotations, then the config's signature, then the protocol that the
// method belongs to, and at last the examples.
import { hasMethodPath } from '../protocols/method-paths.ts';
import { inferSchema } from './infer-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { isRecord } from './json-schema.ts';
import type { ModelSource, ShownExample } from './model-source.ts';
import { PROTOCOL_SCHEMAS } from './protocol-schemas.ts';
import { signatureInputSchema, signatureOutputSchema } from './signature-schema.ts';

/** What a method takes; null where nobody has said so. */
export function findInput(
  { model, signature }: ModelSource,
  name: string,
  examples: readonly ShownExample[],
): JsonSchema | null {
  const isPredict = name === 'predict';
  const own = asSchema(isPredict ? model?.inputSchema : model?.methods[name]?.inputSchema);
  if (own !== null && !isVague(own)) return own;
  const isTold = signature !== null && (hasAny(signature.inputs) || hasAny(signature.parameters ?? []));
  const declared = isPredict && isTold ? signatureInputSchema(signature) : null;
  const known = declared ?? (hasMethodPath(name) ? PROTOCOL_SCHEMAS[name].input : null);
  return known ?? fromExamples(examples, inputOf) ?? own;
}

/** What it gives: of a stream, one of its items. */
export function findOutput(
  { model, signature }: ModelSource,
  name: string,
  { examples, isStream }: { readonly examples: readonly ShownExample[]; readonly isStream: boolean },
): JsonSchema | null {
  const isPredict = name === 'predict';
  const own = asSchema(isPredict ? model?.outputSchema : model?.methods[name]?.outputSchema);
  if (own !== null && !isVague(own)) return own;
  const declared = isPredict
    ? signature && hasAny(signature.outputs)
      ? signatureOutputSchema(signature)
      : null
    : null;
  // The events of a stream are others than the answer.
  const known = declared ?? (hasMethodPath(name) && !isStream ? PROTOCOL_SCHEMAS[name].output : null);
  return known ?? fromExamples(examples, isStream ? itemsOf : outputOf) ?? own;
}

/** Whether a schema says no more than that it is an object, or a list: `dict` and `list` do. */
function isVague(schema: JsonSchema): boolean {
  const { type, additionalProperties = true, title: _, description: __, ...others } = schema;
  return (type === 'object' || type === 'array') && additionalProperties === true && Object.keys(others).length === 0;
}

function hasAny(tensors: readonly unknown[]): boolean {
  return tensors.length > 0;
}

/** One side of an example: JSON, or bytes of a media type; null where it does not show it. */
type Shown = { readonly value: unknown } | { readonly type: string } | { readonly form: JsonSchema } | null;

function fromExamples(
  examples: readonly ShownExample[],
  sideOf: (example: ShownExample) => readonly Shown[],
): JsonSchema | null {
  const sides = examples.flatMap(sideOf).filter((side) => side !== null);
  const [form] = sides.flatMap((side) => ('form' in side ? [side.form] : []));
  if (form !== undefined) return form;
  const values = sides.flatMap((side) => ('value' in side ? [side.value] : []));
  const types = [...new Set(sides.flatMap((side) => ('type' in side ? [side.type] : [])))];
  const isAnswer = sideOf !== inputOf;
  if (types.length === 0) return inferSchema(values, { isAnswer });
  const [only, ...others] = types;
  // Texts arrive as such, in JSON as on their own.
  const base = only?.startsWith('text/') === true ? { type: 'string' } : { type: 'string', format: 'binary' };
  return { ...base, ...(others.length === 0 && { contentMediaType: only }), 'x-truss-inferred': 'examples' };
}

function inputOf({ takes, input, formSchema: form }: ShownExample): readonly Shown[] {
  if (form !== undefined) return [{ form }];
  if (takes !== 'application/json') return [{ type: takes }];
  return input === undefined ? [] : [{ value: plain(input) }];
}

function outputOf({ gives, output }: ShownExample): readonly Shown[] {
  if (gives !== null && gives !== 'application/json') return [{ type: gives }];
  return output === undefined ? [] : [{ value: plain(output) }];
}

/** An answer that was joined of the items of a stream: texts as one, other values as a list. */
function itemsOf(example: ShownExample): readonly Shown[] {
  const { output } = example;
  return Array.isArray(output) ? output.map((value: unknown) => ({ value: plain(value) })) : outputOf(example);
}

/** The value with its numbers as such: in an example they stand as they were written. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function asSchema(value: unknown): JsonSchema | null {
  return isRecord(value) ? value : null;
}
