// In which forms a method is asked and answers.
import type { JsonSchema } from './json-schema.ts';
import type { Streaming } from './model-schema.ts';
import type { ShownExample } from './model-source.ts';

const JSON_TYPE = 'application/json';
const FORM = 'multipart/form-data';
const BYTES = 'application/octet-stream';
const EVENTS = 'text/event-stream';

/** What is known of one side of a method. */
interface Side {
  /** Of the method. */
  readonly name: string;
  readonly schema: JsonSchema | null;
  readonly examples: readonly ShownExample[];
}

/** Methods whose clients send files. */
const WITH_FILES: ReadonlySet<string> = new Set(['audio_transcriptions', 'audio_translations']);

/** Media types of requests: what the method says, then what its examples show. */
export function mediaTaken({ name, schema, examples }: Side): string[] {
  if (WITH_FILES.has(name)) return [FORM];
  const shown = examples.map(({ takes }) => takes);
  // That of bytes is theirs to say: application/octet-stream is msgpack.
  const own = contentType(schema) === BYTES ? '*/*' : contentType(schema);
  // Who says nothing is asked as its examples do.
  if (own === null && shown.length > 0) return unique(shown);
  return unique([own ?? JSON_TYPE, ...shown]);
}

/** Media types of answers. A stream is text, or lines of JSON; it comes as events or as one value to those who accept that. */
export function mediaGiven({
  name,
  schema,
  streams,
  examples,
}: Side & { readonly streams: Streaming }): readonly string[] {
  const shown = examples.flatMap(({ gives }) => (gives === null ? [] : [gives]));
  if (name === 'audio_speech') return unique([...shown, 'audio/*']);
  if (name !== 'predict') return OF_OPENAI[streams];
  const own = contentType(schema);
  const whole = own ?? shown[0] ?? JSON_TYPE;
  if (streams === 'never') return unique(own === null ? [...shown, whole] : [own, ...shown]);
  const pieces = schema?.['type'] === 'string' ? (contentType(schema) ?? 'text/plain') : 'application/x-ndjson';
  return unique(streams === 'always' ? [pieces, EVENTS, JSON_TYPE] : [whole, pieces, EVENTS]);
}

const OF_OPENAI: Readonly<Record<Streaming, readonly string[]>> = {
  never: [JSON_TYPE],
  asked: [JSON_TYPE, EVENTS],
  always: [EVENTS, JSON_TYPE],
};

/** The media type of a body that is no JSON; null where it is. */
function contentType(schema: JsonSchema | null): string | null {
  const type = schema?.['contentMediaType'];
  if (typeof type === 'string') return type;
  return schema?.['format'] === 'binary' ? BYTES : null;
}

function unique(types: readonly string[]): string[] {
  return [...new Set(types)];
}
