// A tool: a method of a model, as a language model or its agent sees it.
import type { JsonSchema } from '../schema/json-schema.ts';

/** A method of a model that can be called as a tool. */
export interface Tool {
  /** `iris_predict`: letters, digits and `_`, at most 64, as the most particular of those take it who call tools. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Always of an object, as the arguments of a tool are one. */
  readonly inputSchema: JsonSchema;
  /** What every answer fits; null where nobody promises that. */
  readonly outputSchema: JsonSchema | null;
  /** The names of model and method. */
  readonly model: string;
  readonly method: string;
  /** Where the method is asked over HTTP, from the root of the server. */
  readonly path: string;
  readonly body: ToolBodyPlan;
  /** Members of an answer that are pictures or sound in base64, and their media types. */
  readonly media: Readonly<Record<string, string>>;
}

/** How the arguments of a call become the body of a request. */
export type ToolBodyPlan =
  /** They are the body; or one of them is, where a body is no object. */
  | { readonly kind: 'json'; readonly member: string | null }
  /** `data` is a file in base64 or a `data:` URL, `media_type` says of which type. */
  | { readonly kind: 'bytes'; readonly mediaType: string }
  /** `text` is it. */
  | { readonly kind: 'text'; readonly mediaType: string }
  /** `file` is a file in base64, the others are fields of a form beside it. */
  | { readonly kind: 'form' };

/** A method that is no tool. */
export interface NoTool {
  readonly model: string;
  readonly method: string;
  readonly why: string;
}
