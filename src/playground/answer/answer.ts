// What came back, read as far as it says what it is.
import { parseJson } from '../json/exact-json.ts';
import { isMap } from '../json/exact-json.ts';
import { toBlob } from '../request/draft.ts';
import type { Schema } from '../schema/schema.ts';
import { propertiesOf, resolve } from '../schema/schema.ts';
import { isMedia } from '../show/MediaView.tsx';

/** An answer that is whole. */
export type Answer =
  | { readonly kind: 'json'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'media'; readonly blob: Blob; readonly type: string }
  | { readonly kind: 'bytes'; readonly blob: Blob; readonly type: string };

/** Reads an answer. Text that says to be JSON and is none is text. */
export async function readAnswer(body: Blob, contentType: string): Promise<Answer> {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (isMedia(type)) return { kind: 'media', blob: body, type };
  if (type === 'application/json' || type.endsWith('+json')) {
    const text = await body.text();
    try {
      return { kind: 'json', value: parseJson(text), text };
    } catch {
      return { kind: 'text', text };
    }
  }
  if (
    type.startsWith('text/') ||
    type === 'application/xml' ||
    type.endsWith('+xml') ||
    type === 'application/x-ndjson'
  ) {
    return { kind: 'text', text: await body.text() };
  }
  return { kind: 'bytes', blob: body, type };
}

/** A picture or a sound inside JSON. */
export interface InlineMedia {
  readonly name: string;
  readonly blob: Blob;
  readonly type: string;
}

const DATA_URL = /^data:((?:image|audio|video)\/[\w.+-]+);base64,([\w+/=\s]+)$/;
const MAX_MEDIA = 24;

/** Pictures and sounds inside JSON: where the schema says so, as OpenAI's routes have them, and as URLs that hold their data. */
export function inlineMedia(value: unknown, schema: Schema | null): InlineMedia[] {
  const found: InlineMedia[] = [];
  const look = (each: unknown, name: string, given: unknown, depth: number): void => {
    if (found.length >= MAX_MEDIA || depth > 5) return;
    const known = schema === null ? {} : resolve(given, schema);
    if (typeof each === 'string') {
      const media = toMedia(each, name, known);
      if (media !== null) found.push(media);
    } else if (Array.isArray(each)) {
      for (const [index, item] of each.slice(0, MAX_MEDIA).entries()) {
        look(item, `${name} ${index + 1}`, known['items'], depth + 1);
      }
    } else if (isMap(each)) {
      for (const [key, member] of Object.entries(each)) look(member, key, propertiesOf(known)[key], depth + 1);
    }
  };
  look(value, 'answer', schema, 0);
  return found;
}

function toMedia(text: string, name: string, schema: Schema): InlineMedia | null {
  const { contentEncoding, contentMediaType } = schema;
  const [, urlType, urlData] = DATA_URL.exec(text.length < 50_000_000 ? text : '') ?? [];
  const isSaid = contentEncoding === 'base64' && typeof contentMediaType === 'string' && isMedia(contentMediaType);
  const type = urlType ?? (isSaid ? contentMediaType : name === 'b64_json' ? 'image/png' : null);
  if (type === null) return null;
  try {
    return { name, type, blob: toBlob(urlData ?? text, type) };
  } catch {
    return null;
  }
}
