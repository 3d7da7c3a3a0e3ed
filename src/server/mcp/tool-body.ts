// The body of a request, of what a tool was called with.
import type { OrRefusal } from '../../core/inference/refusal.ts';
import { isRefusal } from '../../core/inference/refusal.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { jsonMembers } from '../../core/json/json-members.ts';
import type { Tool } from '../../core/mcp/tool.ts';
import type { BodyForm } from '../../core/wire/body-form.ts';
import { JSON_BODY } from '../../core/wire/body-form.ts';
import { Form } from '../../core/wire/frame.ts';

/** A body as a worker takes it. */
export interface ToolBody {
  readonly bytes: Buffer;
  readonly body: BodyForm;
}

/** More arguments than any tool has that takes a file. */
const MAX_ARGUMENTS = 100;

/** A file in a call: base64, or a `data:` URL. */
interface SentFile {
  readonly bytes: Buffer;
  /** As its URL says; null where it is none, or says nothing. */
  readonly mediaType: string | null;
}

/** The body that a call of a tool means. JSON is passed on as it was written; `argumentsText`: a JSON object. */
export function toolBody({ body, name }: Tool, argumentsText: string): OrRefusal<ToolBody> {
  if (body.kind === 'json' && body.member === null) return jsonBody(argumentsText);
  const given = jsonMembers(argumentsText, MAX_ARGUMENTS);
  if (given === null) {
    return invalid(`The arguments of ${name} are no JSON object with at most ${MAX_ARGUMENTS} members`);
  }
  switch (body.kind) {
    case 'json': {
      const member = given.get(body.member ?? '');
      return member === undefined ? missing(name, body.member ?? '') : jsonBody(member);
    }
    case 'text': {
      const text = stringOf(given.get('text'));
      if (text === null) return missing(name, 'text');
      return { bytes: Buffer.from(text), body: { form: Form.TEXT, contentType: body.mediaType } };
    }
    case 'bytes': {
      const file = readFile(given.get('data'), `${name}.data`);
      if (isRefusal(file)) return file;
      const contentType = stringOf(given.get('media_type')) ?? file.mediaType ?? body.mediaType;
      return { bytes: file.bytes, body: { form: Form.RAW, contentType } };
    }
    case 'form':
      return formBody(given, name);
    default:
      throw new RangeError('a tool has a body of another kind');
  }
}

function jsonBody(text: string): ToolBody {
  return { bytes: Buffer.from(text), body: JSON_BODY };
}

/** A form of a file and its fields, as clients of such routes send it. */
function formBody(given: ReadonlyMap<string, string>, name: string): OrRefusal<ToolBody> {
  const file = readFile(given.get('file'), `${name}.file`);
  if (isRefusal(file)) return file;
  const filename = stringOf(given.get('filename')) ?? 'file';
  const contentType = stringOf(given.get('media_type')) ?? file.mediaType ?? 'application/octet-stream';
  const parts: object[] = [{ name: 'file', filename, contentType, length: file.bytes.length }];
  const contents = [file.bytes];
  for (const [field, text] of given) {
    if (field === 'file' || field === 'filename' || field === 'media_type') continue;
    const value = Buffer.from(stringOf(text) ?? text);
    parts.push({ name: field, length: value.length });
    contents.push(value);
  }
  const body = { form: Form.FORM, contentType: 'multipart/form-data', members: { parts } };
  return { bytes: Buffer.concat(contents), body };
}

const DATA_URL = /^data:([^,]*?)(;base64)?,/;

/** The whole of a text of base64, of either alphabet, with line breaks or without. */
const BASE64 = /^[A-Za-z0-9+/_\-\s]*={0,2}\s*$/;

function readFile(json: string | undefined, where: string): OrRefusal<SentFile> {
  const text = stringOf(json);
  if (text === null) return invalid(`${where} is missing: a file in base64`);
  const [start = '', type = '', coded] = DATA_URL.exec(text.slice(0, 1024)) ?? [];
  const content = text.slice(start.length);
  if (start === '' && /^(?:https?|file):/i.test(text)) {
    return invalid(`${where} is an address, and nothing is fetched from one: send the file itself, in base64`);
  }
  const mediaType = type === '' ? null : type;
  if (start !== '' && coded === undefined) return { bytes: Buffer.from(unescape(content)), mediaType };
  if (content === '' || !BASE64.test(content)) return invalid(`${where} is no base64`);
  return { bytes: Buffer.from(content, 'base64'), mediaType };
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function stringOf(json: string | undefined): string | null {
  if (json === undefined || !json.startsWith('"')) return null;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function missing(name: string, member: string): RequestFailure {
  return invalid(`${name} needs the argument ${JSON.stringify(member)}`);
}

function invalid(message: string): RequestFailure {
  return { code: 'REQUEST_BODY_INVALID', message };
}
