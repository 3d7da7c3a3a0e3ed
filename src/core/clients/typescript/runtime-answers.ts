// The second part of what every client in TypeScript has: bodies, answers, streams.

/** The source text. */
export const ANSWERS = String.raw`const ACCEPTED: Readonly<Record<ItemsKind, string>> = {
  text: 'text/event-stream',
  json: 'text/event-stream',
  events: 'text/event-stream',
  lines: 'application/x-ndjson',
  bytes: '*/*',
};

/** Of bytes of which nothing is known: application/octet-stream is msgpack to a server of Truss. */
const ANY_BYTES = 'application/x-binary';

function encode(body: Body): BodyInit {
  if (body.kind === 'json') return JSON.stringify(body.value);
  if (body.kind === 'text') return body.value;
  return body.kind === 'form' ? formOf(body.value) : asBlob(body.value);
}

function contentType(body: Body, { contentType: given }: CallOptions): string | null {
  // That of a form names its boundary, which fetch knows.
  if (body.kind === 'form') return null;
  if (body.kind === 'json') return 'application/json';
  if (given !== undefined) return given;
  if (body.kind === 'text') return body.type;
  const own = body.value instanceof Blob && body.value.type !== '' ? body.value.type : null;
  return own ?? body.type ?? ANY_BYTES;
}

function formOf(value: unknown): FormData {
  const form = new FormData();
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  for (const [name, given] of fields) {
    for (const item of Array.isArray(given) ? (given as unknown[]) : [given as unknown]) {
      if (item === undefined || item === null) continue;
      if (isBytes(item)) form.append(name, asBlob(item), item instanceof File ? item.name : name);
      else form.append(name, typeof item === 'string' ? item : JSON.stringify(item));
    }
  }
  return form;
}

function isBytes(value: unknown): value is Bytes {
  return value instanceof Blob || value instanceof ArrayBuffer || value instanceof Uint8Array;
}

function asBlob(bytes: Bytes): Blob {
  return bytes instanceof Blob ? bytes : new Blob([bytes as BlobPart]);
}

async function readAnswer(response: Response, kind: AnswerKind): Promise<unknown> {
  const type = mediaType(response);
  if (kind === 'bytes') return response.blob();
  if (kind === 'text') return response.text();
  if (kind === 'any' && !type.endsWith('json')) return type.startsWith('text/') ? response.text() : response.blob();
  return parse(await response.text());
}

async function* readItems(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  response: Response,
  kind: ItemsKind,
): AsyncGenerator<unknown, void, undefined> {
  const type = mediaType(response);
  if (kind === 'bytes') {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield new Blob([part.value as BlobPart]);
  } else if (type === 'text/event-stream') yield* readEvents(reader, kind, response);
  else if (type === 'application/x-ndjson') {
    for await (const line of readLines(reader)) if (line.trim() !== '') yield parse(line);
  } else {
    // An answer that is no stream is its only item.
    let text = '';
    for await (const line of readLines(reader)) text += (text === '' ? '' : '\n') + line;
    yield type.endsWith('json') ? parse(text) : text;
  }
}

async function* readEvents(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  kind: ItemsKind,
  response: Response,
): AsyncGenerator<unknown, void, undefined> {
  let event = '';
  let data: string[] = [];
  for await (const line of readLines(reader)) {
    if (line.startsWith('event:')) event = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.charAt(5) === ' ' ? line.slice(6) : line.slice(5));
    else if (line === '' && data.length > 0) {
      const text = data.join('\n');
      if (kind === 'events' && text === '[DONE]') return;
      if (event === 'error') throw toError(500, text, null, response);
      yield kind === 'text' ? text : parse(text);
      event = '';
      data = [];
    }
  }
}

async function* readLines(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (done) return;
  }
}

function mediaType(response: Response): string {
  return ((response.headers.get('content-type') ?? '').split(';')[0] ?? '').trim().toLowerCase();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw failed('SERVER_ANSWER_INVALID', 'The server answered with what is no JSON: ' + text.slice(0, 100), error);
  }
}

async function errorOf(response: Response): Promise<TrussError> {
  const text = await response.text().catch(() => '');
  return toError(response.status, text, response.headers.get('retry-after'), response);
}

function toError(status: number, text: string, retryAfter: string | null, response: Response): TrussError {
  const said = membersOf(text);
  // The routes of OpenAI have an object there.
  const inner = typeof said['error'] === 'object' && said['error'] !== null ? (said['error'] as Record<string, unknown>) : {};
  const told = inner['message'] ?? said['error'];
  const code = said['code'] ?? inner['code'];
  const problems = said['details'];
  const failure: Failure = {
    code: typeof code === 'string' ? code : 'HTTP_' + String(status),
    message: typeof told === 'string' ? told : told === undefined ? 'The server answered ' + String(status) : JSON.stringify(told),
    status,
    problems: Array.isArray(problems) ? (problems as Problem[]) : [],
    retryAfterMs: delayOf(retryAfter),
    requestId: response.headers.get('x-request-id'),
  };
  if (status === 401 || status === 403) return new NotAllowedError(failure);
  if (status === 404 || status === 405) return new NotFoundError(failure);
  if (status === 429 || status === 503) return new BusyError(failure);
  if (status === 504) return new DeadlineError(failure);
  return status < 500 ? new InvalidRequestError(failure) : new ServerError(failure);
}

function membersOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return text === '' ? {} : { error: text.slice(0, 200) };
  }
}

/** Seconds, or a date. */
function delayOf(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  const seconds = Number(retryAfter);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function unreachable(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  return failed('SERVER_UNREACHABLE', 'The server cannot be reached, or its answer broke off: ' + cause, error);
}

function failed(code: string, message: string, cause: unknown): TrussError {
  const failure = { code, message, status: 0, problems: [], retryAfterMs: null, requestId: null };
  return code === 'REQUEST_DEADLINE' ? new DeadlineError(failure, { cause }) : new ConnectionError(failure, { cause });
}
`;
