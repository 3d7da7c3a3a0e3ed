import type { JsonSchema } from '../../core/schema/json-schema.ts';
import type { MethodSchema, ModelSchema } from '../../core/schema/model-schema.ts';
import type { Styles } from './styles.ts';

/** A model's schema for people. */
export function renderSchema({ name, version, description, methods, examples }: ModelSchema, styles: Styles): string {
  const about = description === null ? '' : `: ${description}`;
  const names = examples.map((example) => example.name).join(', ');
  return [
    `${styles.bold(name)} ${version}${about}`,
    ...methods.map((method) => renderMethod(method, styles)),
    ...(names === '' ? [] : [`Examples: ${names}`]),
  ].join('\n\n');
}

function renderMethod(method: MethodSchema, styles: Styles): string {
  const { name, path, description, takes, gives, streams } = method;
  const told = streams === 'never' ? '' : streams === 'always' ? ', as a stream' : ', as a stream where that is asked';
  return [
    `${styles.bold(name)}  POST ${path}`,
    ...(description === null ? [] : [description]),
    `takes ${takes.join(', ')}${renderJson(method.input_schema)}`,
    `gives ${gives.join(', ')}${told}${renderJson(method.output_schema)}`,
  ].join('\n');
}

function renderJson(schema: JsonSchema | null): string {
  if (schema === null) return ', of which nothing more is known';
  return `\n${JSON.stringify(schema, null, 2).replaceAll(/^/gm, '  ')}`;
}
