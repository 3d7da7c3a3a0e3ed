// A client in Python: one file, which needs the standard library of 3.9 alone.
import type { Aliases, AliasSide, NamedModel, PlannedMethod, PlannedModel } from '../client-plan.ts';
import { nameAliases, objectsOf } from '../client-plan.ts';
import { Names, safeName, toPascal, toSnake } from '../identifiers.ts';
import type { ObjectType } from '../type-node.ts';
import type { Side } from './render-type.ts';
import { docstring, PYTHON_WORDS, renderObject, renderType, textOf } from './render-type.ts';
import { PYTHON_HEAD, PYTHON_NAMES, PYTHON_RUNTIME } from './runtime.ts';

/** The text of a client. `name`: of its class. */
export function renderPythonClient(models: readonly PlannedModel[], name: string): string {
  const names = new Names([...PYTHON_NAMES, name]);
  const properties = new Names([...PYTHON_WORDS, 'close']);
  const named = models.map((model): NamedModel => {
    const wanted = safeName(toPascal(model.name), 'Model');
    return { model, className: names.take(wanted), property: properties.take(safeName(toSnake(model.name), 'model_')) };
  });
  const sides = sidesOf(models);
  const aliases = nameAliases(named, names);
  const objects = new Map(objectsOf(models).map((object) => [object, names.take(safeName(object.hint, 'Type'))]));
  const types = [...objects.keys()].map((object) => renderObject(object, objects, sides.get(object) ?? 'input'));
  const classes = named.map((each) => renderModel(each, { objects, aliases }));
  return `${[PYTHON_HEAD, ...types, ...classes, renderClass(named, name), PYTHON_RUNTIME].join('\n\n\n')}`;
}

function renderClass(named: readonly NamedModel[], name: string): string {
  return [
    `class ${name}:`,
    '    """Asks the models of a server. Threads may share it: each request has a connection, which is kept for the next.',
    '',
    '    Args:',
    '        url: of the server, such as http://127.0.0.1:8080.',
    '        token: that the server lets in.',
    '        timeout: how many seconds an answer may take; of a stream, until it begins.',
    '        retries: how often a request is sent again that was refused because the server is busy (429, 503).',
    '        max_retry_delay: the longest pause before it is, in seconds.',
    '        headers: that go with each request.',
    '        context: for TLS; not given: that of the system.',
    '    """',
    '',
    '    def __init__(',
    '        self,',
    '        url: str,',
    '        *,',
    '        token: Optional[str] = None,',
    '        timeout: Optional[float] = None,',
    '        retries: int = 2,',
    '        max_retry_delay: float = 10.0,',
    '        headers: Optional[Mapping[str, str]] = None,',
    '        context: Optional[ssl.SSLContext] = None,',
    '    ) -> None:',
    '        transport = _Transport(url, token, timeout, retries, max_retry_delay, headers, context)',
    '        self._transport = transport',
    ...named.map(({ className, property }) => `        self.${property} = ${className}(transport)`),
    '',
    `    def __enter__(self) -> "${name}":`,
    '        return self',
    '',
    '    def __exit__(self, *_: object) -> None:',
    '        self.close()',
    '',
    '    def close(self) -> None:',
    '        """Ends the connections that are kept for the next requests. The client can still be used."""',
    '        self._transport.close()',
  ].join('\n');
}

interface ModelNames {
  readonly objects: ReadonlyMap<ObjectType, string>;
  readonly aliases: Aliases;
}

function renderModel({ model, className }: NamedModel, { objects, aliases }: ModelNames): string {
  const taken = new Names([...PYTHON_WORDS, '_transport']);
  const declared: string[] = [];
  const nameOf = (method: PlannedMethod, side: AliasSide): string => {
    const alias = aliases.get(method[side]);
    const text = renderType(method[side], objects, side === 'input' ? 'input' : 'output');
    if (alias === undefined) return text;
    declared.push(`${alias} = ${text}`);
    return alias;
  };
  const functions = model.methods.flatMap((method) => {
    const name = taken.take(safeName(toSnake(method.name), 'call_'));
    const plain = nameOf(method, 'input');
    const input = method.isLoose && plain !== 'Any' ? `Union[${plain}, Mapping[str, Any]]` : plain;
    const call = method.streams === 'always' ? [] : [renderCall(method, name, [input, nameOf(method, 'output')])];
    if (method.streams === 'never') return call;
    const streamName = method.streams === 'always' ? name : taken.take(`${name}_stream`);
    return [...call, renderStream(method, streamName, [input, nameOf(method, 'item')])];
  });
  return [
    ...declared,
    ...(declared.length > 0 ? ['', ''] : []),
    `class ${className}:`,
    ...docstring(model.description === null ? [`The model ${model.name}.`] : [model.description], '    '),
    '',
    '    def __init__(self, transport: "_Transport") -> None:',
    '        self._transport = transport',
    ...functions.flatMap((text) => ['', text]),
  ].join('\n');
}

function head(method: PlannedMethod, name: string, [input, given]: readonly [string, string]): string[] {
  const typed = method.body.kind === 'bytes' ? ['        content_type: Optional[str] = None,'] : [];
  return [
    `    def ${name}(`,
    '        self,',
    `        input: ${input},`,
    '        *,',
    ...typed,
    '        timeout: Optional[float] = None,',
    '        retries: Optional[int] = None,',
    '        headers: Optional[Mapping[str, str]] = None,',
    `    ) -> ${given}:`,
  ];
}

function renderCall(method: PlannedMethod, name: string, [input, output]: readonly [string, string]): string {
  const { path, accept, answer } = method;
  return [
    ...head(method, name, [input, output]),
    ...docstring(method.description === null ? [] : [method.description], '        '),
    `        body = ${bodyText(method, false)}`,
    `        answer: ${output} = self._transport.call(`,
    `            ${textOf(path)}, body, ${textOf(accept)}, ${textOf(answer)}, _Options(timeout, retries, headers)`,
    '        )',
    '        return answer',
  ].join('\n');
}

function renderStream(method: PlannedMethod, name: string, [input, item]: readonly [string, string]): string {
  const { path, items, streams, description } = method;
  const told = 'Gives the items of the answer as they come; `close` of the iterator gives the request up.';
  return [
    ...head(method, name, [input, `Generator[${item}, None, None]`]),
    ...docstring([...(description === null ? [] : [description]), told], '        '),
    `        body = ${bodyText(method, streams === 'asked')}`,
    `        items: Generator[${item}, None, None] = self._transport.stream(`,
    `            ${textOf(path)}, body, ${textOf(items)}, _Options(timeout, retries, headers)`,
    '        )',
    '        return items',
  ].join('\n');
}

/** The body of a request. One of OpenAI's routes names its model, and says that it wants a stream. */
function bodyText({ body, model }: PlannedMethod, asksStream: boolean): string {
  if (body.kind === 'bytes') return `_bytes_body(input, content_type, ${body.type === null ? 'None' : textOf(body.type)})`;
  if (body.kind === 'text') return `_text_body(input, ${textOf(body.type)})`;
  const before = model === null ? '' : `"model": ${textOf(model)}, `;
  const after = asksStream ? ', "stream": True' : '';
  const value = before === '' && after === '' ? 'input' : `{${before}**_members(input)${after}}`;
  return `_${body.kind}_body(${value})`;
}

/** What is only sent may be of any sequence; what also comes is lists. */
function sidesOf(models: readonly PlannedModel[]): ReadonlyMap<ObjectType, Side> {
  const answers = models.map((model) => ({
    ...model,
    methods: model.methods.map((method): PlannedMethod => ({ ...method, input: { kind: 'any' } })),
  }));
  return new Map(objectsOf(answers).map((object) => [object, 'output']));
}
