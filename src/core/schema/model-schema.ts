// What is known of a model, in one description: the page, the clients, the tools and the document of the API are made of it.
import type { JsonSchema } from './json-schema.ts';

/** A model as everybody sees it who wants to ask it: `GET /v1/models/{name}/schema`. */
export interface ModelSchema {
  /** The dialect of every schema in here. */
  readonly $schema: string;
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  /** What predict takes and gives; null where nobody has said so, and no example shows it. */
  readonly input_schema: JsonSchema | null;
  readonly output_schema: JsonSchema | null;
  /** Whether predict gives, or can give, its answer in pieces; `output_schema` is then of one. */
  readonly supports_streaming: boolean;
  /** What can be asked over HTTP, predict first. */
  readonly methods: readonly MethodSchema[];
  readonly examples: readonly SchemaExample[];
}

/** A method of a model, as it is asked over HTTP. */
export interface MethodSchema {
  readonly name: string;
  /** Where it is asked, from the root of the server. */
  readonly path: string;
  /** The first paragraph of its docstring. */
  readonly description: string | null;
  readonly kind: MethodUse;
  /** Media types of requests, the usual one first. */
  readonly takes: readonly string[];
  /** Media types of answers, the usual one first. */
  readonly gives: readonly string[];
  readonly streams: Streaming;
  readonly input_schema: JsonSchema | null;
  /** Of an answer; where it always streams, of one item. */
  readonly output_schema: JsonSchema | null;
  /** Where streams are asked for, one of their items: of a chat, a chunk. Not there where it is that of the answer, or unknown. */
  readonly item_schema?: JsonSchema;
}

/** What a method is for: what a face shows. */
export type MethodUse =
  | 'predict'
  | 'chat'
  | 'completion'
  | 'embedding'
  | 'rerank'
  | 'moderation'
  | 'image'
  | 'audio'
  | 'tokens';

/** Whether answers come in pieces; `asked`: where the body says `stream: true`. */
export type Streaming = 'never' | 'always' | 'asked';

/** A request that is known to be one. */
export interface SchemaExample {
  readonly name: string;
  /** The method that it asks. */
  readonly method: string;
  /** The body: JSON, or `EncodedBytes`. Left out of a form, and of a file that is too large to be shown. */
  readonly input?: unknown;
  /** The fields of a form, where its files are small. */
  readonly form?: Readonly<Record<string, FormValue | readonly FormValue[]>>;
  /** The answer that is expected, where one is given. */
  readonly output?: unknown;
}

/** Bytes inside JSON. */
export interface EncodedBytes {
  readonly content_type: string;
  readonly base64: string;
}

/** A field of a form: a text, or a file. */
export type FormValue = string | (EncodedBytes & { readonly name: string });

/** Whether a server's answer describes a model; those of before 1.0 told of `input_schema` and `output_schema` alone. */
export function isModelSchema(answer: unknown): answer is ModelSchema {
  if (typeof answer !== 'object' || answer === null || !('name' in answer) || !('methods' in answer)) return false;
  return typeof answer.name === 'string' && Array.isArray(answer.methods);
}
