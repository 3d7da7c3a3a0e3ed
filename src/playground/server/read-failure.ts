// What the server says of a request that failed, in each of the shapes that its protocols have.
import { isMap } from '../json/exact-json.ts';

/** Why there is no answer. */
export interface AnswerFailure {
  /** Of HTTP; null where nothing came back. */
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string;
  readonly hint: string | null;
  /** Which values of the request do not fit. */
  readonly fields: readonly FieldFailure[];
  /** The model's own traceback, which a server for development tells. */
  readonly traceback: string | null;
}

/** One value that does not fit. */
export interface FieldFailure {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Reads the body of an answer that is none. */
export function readFailure(status: number, text: string): AnswerFailure {
  const body = parse(text);
  // OpenAI's clients get an object, all others a text or what the model has put there.
  const error = isMap(body['error']) && 'message' in body['error'] ? body['error'] : body;
  const said = error === body ? body['error'] : error['message'];
  const message = said === undefined ? text.slice(0, 500) : typeof said === 'string' ? said : JSON.stringify(said);
  const exception = isMap(body['exception']) ? body['exception'] : {};
  return {
    status,
    code: textOf(error['code']) ?? textOf(error['type']),
    message: message === '' ? `The server answered ${status}.` : message,
    hint: textOf(body['hint']),
    fields: fieldsOf(body['details'] ?? error['details']),
    traceback: textOf(exception['traceback']),
  };
}

/** A request that nothing came back for. */
export function unreachable(error: unknown): AnswerFailure {
  const message = `The server cannot be reached: ${error instanceof Error ? error.message : String(error)}.`;
  return { status: null, code: null, message, hint: 'Is it still running?', fields: [], traceback: null };
}

function fieldsOf(details: unknown): FieldFailure[] {
  if (!Array.isArray(details)) return [];
  return details
    .filter(isMap)
    .flatMap(({ path, message }) =>
      Array.isArray(path) && typeof message === 'string' ? [{ path: path as (string | number)[], message }] : [],
    );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}
