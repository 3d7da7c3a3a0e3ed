import { METHOD_PATHS } from '../protocols/method-paths.ts';
import { describeMethod } from './describe-method.ts';
import { DIALECT } from './json-schema.ts';
import type { MethodSchema, ModelSchema, SchemaExample } from './model-schema.ts';
import type { ModelSource, ShownExample } from './model-source.ts';

/** The description of a model, of all that is known of it. What nobody has said is null in it. */
export function describeModel(source: ModelSource): ModelSchema {
  const { name, version, description, examples } = source;
  const methods = methodNames(source).map((method) => describeMethod(source, method));
  const predict = methods.find((method) => method.name === 'predict');
  return {
    $schema: DIALECT,
    name,
    version,
    description: description ?? predict?.description ?? null,
    input_schema: predict?.input_schema ?? null,
    output_schema: predict?.output_schema ?? null,
    supports_streaming: predict !== undefined && predict.streams !== 'never',
    methods,
    examples: examples.filter(({ method }) => isAsked(methods, method)).map(toExample),
  };
}

/**
 * Predict comes first. Of a model that was not loaded, or is a server of its own, the methods are those that its examples ask, and
 * the one that its path of predictions is known for.
 */
function methodNames({ model, examples, upstreamMethod = null }: ModelSource): string[] {
  const asked = [...examples.map(({ method }) => method), ...(upstreamMethod === null ? [] : [upstreamMethod])];
  const isKnown = model !== null && Object.keys(model.methods).length > 0;
  const names = isKnown ? Object.keys(model.methods) : asked.length > 0 ? asked : ['predict'];
  return ['predict', ...Object.keys(METHOD_PATHS)].filter((name) => names.includes(name));
}

function isAsked(methods: readonly MethodSchema[], method: string): boolean {
  return methods.some(({ name }) => name === method);
}

function toExample({ takes: _takes, gives: _gives, formSchema: _formSchema, ...example }: ShownExample): SchemaExample {
  return example;
}
