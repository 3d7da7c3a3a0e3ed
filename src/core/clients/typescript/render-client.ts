// A client in TypeScript: one file, without a dependency.
import type { Aliases, AliasSide, NamedModel, PlannedMethod, PlannedModel } from '../client-plan.ts';
import { nameAliases, objectsOf } from '../client-plan.ts';
import { Names, safeName, toCamel, toPascal } from '../identifiers.ts';
import type { ObjectType } from '../type-node.ts';
import type { Side } from './render-type.ts';
import { comment, renderObject, renderType, textOf } from './render-type.ts';
import { TYPESCRIPT_NAMES, TYPESCRIPT_RUNTIME } from './runtime.ts';

/** The text of a client. `name`: of its class. */
export function renderTypeScriptClient(models: readonly PlannedModel[], name: string): string {
  const names = new Names([...TYPESCRIPT_NAMES, name]);
  const properties = new Names(['constructor', 'prototype']);
  const named = models.map((model): NamedModel => {
    const wanted = safeName(toPascal(model.name), 'Model');
    return { model, className: names.take(wanted), property: properties.take(safeName(toCamel(model.name), 'model')) };
  });
  const sides = sidesOf(models);
  const aliases = nameAliases(named, names);
  const objects = new Map(objectsOf(models).map((object) => [object, names.take(safeName(object.hint, 'Type'))]));
  return [
    '// Made by `truss client ts` from what the models say of themselves. Do not edit it: make it anew.',
    '/* eslint-disable */',
    renderClass(named, name),
    ...named.map((each) => renderModel(each, { objects, aliases })),
    ...[...objects.keys()].map((object) => renderObject(object, objects, sides.get(object) ?? 'input')),
    TYPESCRIPT_RUNTIME,
  ].join('\n\n');
}

function renderClass(named: readonly NamedModel[], name: string): string {
  const fields = named.flatMap(({ model, className, property }) => [
    ...comment(model.description === null ? [] : [model.description], '  '),
    `  readonly ${property}: ${className};`,
  ]);
  return [
    '/** Asks the models of a server. */',
    `export class ${name} {`,
    ...fields,
    '',
    '  /** `url`: of the server, such as http://127.0.0.1:8080. */',
    '  constructor(url: string, options: ClientOptions = {}) {',
    '    const transport = new Transport(url, options);',
    ...named.map(({ className, property }) => `    this.${property} = new ${className}(transport);`),
    '  }',
    '}',
  ].join('\n');
}

interface ModelNames {
  readonly objects: ReadonlyMap<ObjectType, string>;
  /** The names of the types that are no objects, by the method's place and side. */
  readonly aliases: Aliases;
}

function renderModel({ model, className }: NamedModel, { objects, aliases }: ModelNames): string {
  const taken = new Names(['constructor', 'prototype']);
  const declared: string[] = [];
  const nameOf = (method: PlannedMethod, side: AliasSide): string => {
    const alias = aliases.get(method[side]);
    const text = renderType(method[side], objects, side === 'input' ? 'input' : 'output');
    if (alias === undefined) return text;
    declared.push(`export type ${alias} = ${text};`);
    return alias;
  };
  const functions = model.methods.flatMap((method) => {
    const name = taken.take(safeName(toCamel(method.name), 'call'));
    const input = nameOf(method, 'input');
    const call = method.streams === 'always' ? [] : [renderCall(method, name, [input, nameOf(method, 'output')])];
    if (method.streams === 'never') return call;
    const streamName = method.streams === 'always' ? name : taken.take(`${name}Stream`);
    return [...call, renderStream(method, streamName, [input, nameOf(method, 'item')])];
  });
  return [
    ...comment(model.description === null ? [] : [model.description], ''),
    `export class ${className} {`,
    '  readonly #transport: Transport;',
    '',
    '  constructor(transport: Transport) {',
    '    this.#transport = transport;',
    '  }',
    ...functions.flatMap((text) => ['', text]),
    '}',
    ...declared.flatMap((text) => ['', text]),
  ].join('\n');
}

function renderCall(method: PlannedMethod, name: string, [input, output]: readonly [string, string]): string {
  const { path, accept, answer } = method;
  const body = bodyText(method, false);
  return [
    ...comment(method.description === null ? [] : [method.description], '  '),
    `  async ${name}(input: ${input}, options: CallOptions = {}): Promise<${output}> {`,
    `    const answer = await this.#transport.call(${textOf(path)}, ${body}, ${textOf(accept)}, ${textOf(answer)}, options);`,
    `    return answer as ${output};`,
    '  }',
  ].join('\n');
}

function renderStream(method: PlannedMethod, name: string, [input, item]: readonly [string, string]): string {
  const { path, items, streams } = method;
  const body = bodyText(method, streams === 'asked');
  const told = method.description === null ? [] : [method.description];
  return [
    ...comment(
      [...told, 'Gives the items of the answer as they come; who stops taking them gives the request up.'],
      '  ',
    ),
    `  ${name}(input: ${input}, options: CallOptions = {}): AsyncGenerator<${item}, void, undefined> {`,
    `    const items = this.#transport.stream(${textOf(path)}, ${body}, ${textOf(items)}, options);`,
    `    return items as AsyncGenerator<${item}, void, undefined>;`,
    '  }',
  ].join('\n');
}

/** The body of a request. One of OpenAI's routes names its model, and says that it wants a stream. */
function bodyText({ body, model, input }: PlannedMethod, asksStream: boolean): string {
  if (body.kind === 'bytes') {
    return `{ kind: 'bytes', value: input, type: ${body.type === null ? 'null' : textOf(body.type)} }`;
  }
  if (body.kind === 'text') return `{ kind: 'text', value: input, type: ${textOf(body.type)} }`;
  const before = model === null ? '' : `model: ${textOf(model)}, `;
  const after = asksStream ? ', stream: true' : '';
  const isPlain = before === '' && after === '';
  // What is no object cannot be spread.
  const spread = input.kind === 'object' || input.kind === 'map' ? 'input' : '(input as unknown as object)';
  const value = isPlain ? 'input' : `{ ${before}...${spread}${after} }`;
  return `{ kind: '${body.kind}', value: ${value} }`;
}

/** What is only sent is read-only; what also comes is as it comes. */
function sidesOf(models: readonly PlannedModel[]): ReadonlyMap<ObjectType, Side> {
  const answers = models.map((model) => ({
    ...model,
    methods: model.methods.map((method): PlannedMethod => ({ ...method, input: { kind: 'any' } })),
  }));
  return new Map(objectsOf(answers).map((object) => [object, 'output']));
}
