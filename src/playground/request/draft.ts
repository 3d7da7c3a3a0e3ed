// A request that is being written.
import type {
  EncodedBytes,
  FormValue,
  MethodSchema,
  ModelSchema,
  SchemaExample,
} from '../../core/schema/model-schema.ts';
import { isMap, parseJson, prettyJson } from '../json/exact-json.ts';
import { sampleOf } from '../schema/sample.ts';

/** What is sent: JSON as text, the bytes of a file, or a form. */
export type Draft = JsonDraft | BytesDraft | FormDraft;

/** The text is what counts: the form beside it shows what it says, as long as it is JSON. */
export interface JsonDraft {
  readonly kind: 'json';
  readonly text: string;
}

/** A file, or a text in a field. */
export interface BytesDraft {
  readonly kind: 'bytes';
  readonly contentType: string;
  /** Null: none was chosen yet. */
  readonly bytes: Blob | null;
  readonly fileName: string | null;
}

/** The fields of `multipart/form-data`. */
export interface FormDraft {
  readonly kind: 'form';
  readonly parts: readonly FormPart[];
}

/** One field: a text or a file. */
export interface FormPart {
  readonly name: string;
  readonly value: string | File | null;
  readonly isFile: boolean;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data';

/** The ways to ask a method, the usual one first. */
export function kindsOf({ takes }: MethodSchema): Draft['kind'][] {
  const kinds = takes.map((type) => (type === JSON_TYPE ? 'json' : type === FORM_TYPE ? 'form' : 'bytes'));
  return [...new Set<Draft['kind']>(kinds.length === 0 ? ['json'] : kinds)];
}

/** The draft to begin with where there is no example. */
export function emptyDraft(model: ModelSchema, method: MethodSchema, kind: Draft['kind']): Draft {
  if (kind === 'json') return { kind, text: prettyJson(withModel(sampleOf(method), model, method)) };
  if (kind === 'form') {
    const own = formParts(method);
    if (own !== null) return { kind, parts: own };
    const named = { name: 'model', value: model.name, isFile: false };
    return {
      kind,
      parts: [{ name: 'file', value: null, isFile: true }, ...(method.name === 'predict' ? [] : [named])],
    };
  }
  const contentType =
    method.takes.find((type) => type !== JSON_TYPE && type !== FORM_TYPE) ?? 'application/octet-stream';
  return { kind, contentType, bytes: null, fileName: null };
}

/** A field for each that an example has shown, as its schema says; null where none has. */
function formParts({ input_schema: schema }: MethodSchema): FormPart[] | null {
  if (schema === null || schema['x-truss-inferred'] !== 'examples' || !isMap(schema['properties'])) return null;
  return Object.entries(schema['properties']).map(([name, given]): FormPart => {
    const isFile = isMap(given) && (given['format'] === 'binary' || isFileList(given['items']));
    return { name, value: isFile ? null : '', isFile };
  });
}

function isFileList(items: unknown): boolean {
  return isMap(items) && items['format'] === 'binary';
}

/** The draft of an example; null where the server does not tell its body. */
export function exampleDraft({ input, name, form }: SchemaExample): Draft | null {
  if (form !== undefined) return { kind: 'form', parts: Object.entries(form).flatMap(toParts) };
  if (input === undefined) return null;
  if (!isEncodedBytes(input)) return { kind: 'json', text: prettyJson(input) };
  const { content_type: contentType, base64 } = input;
  return { kind: 'bytes', contentType, bytes: toBlob(base64, contentType), fileName: name };
}

/** The fields of one name, of which there may be several. */
function toParts([name, given]: [string, FormValue | readonly FormValue[]]): FormPart[] {
  return [given].flat().map((value: FormValue): FormPart => {
    if (typeof value === 'string') return { name, value, isFile: false };
    const { content_type: type, base64, name: fileName } = value;
    return { name, value: new File([toBlob(base64, type)], fileName, { type }), isFile: true };
  });
}

/** Whether the body of an example is bytes, rather than JSON. */
function isEncodedBytes(input: unknown): input is EncodedBytes {
  return (
    isMap(input) &&
    typeof input['content_type'] === 'string' &&
    typeof input['base64'] === 'string' &&
    Object.keys(input).length === 2
  );
}

/** Bytes that were written as base64. */
export function toBlob(base64: string, type: string): Blob {
  return new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type });
}

/** The value that a text of JSON stands for, or why it stands for none. */
export function valueOf(text: string): { readonly value: unknown } | { readonly mistake: string } {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}

/** OpenAI's routes find their model by a member of the body. */
function withModel(value: unknown, model: ModelSchema, method: MethodSchema): unknown {
  return method.name !== 'predict' && isMap(value) ? { model: model.name, ...value } : value;
}

/** The same request for another model, whose name stands in the body where that says which is meant. */
export function draftFor(draft: Draft, model: string, method: MethodSchema): Draft {
  if (draft.kind !== 'json' || method.name === 'predict') return draft;
  const read = valueOf(draft.text);
  return 'value' in read && isMap(read.value) ? { ...draft, text: prettyJson({ ...read.value, model }) } : draft;
}
