import type { PathMethod } from '../protocols/method-paths.ts';
import type { Signature } from '../protocols/signature.ts';
import type { JsonSchema } from './json-schema.ts';
import type { SchemaExample } from './model-schema.ts';

/** All that is known of a model before anybody asks it. */
export interface ModelSource {
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  readonly signature: Signature | null;
  /** What the loaded model says of itself; null where it was not loaded. */
  readonly model: KnownModel | null;
  readonly examples: readonly ShownExample[];
  /** Of a server of its own (`docker_server`), the method that its path of predictions is known for. */
  readonly upstreamMethod?: PathMethod | null;
}

/** What a loaded model says of itself. */
interface KnownModel {
  readonly methods: Readonly<Record<string, KnownMethod>>;
  /** JSON Schema of what a prediction takes and gives, null where its annotations say nothing. */
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
}

/** What is known of one of its methods. */
export interface KnownMethod {
  readonly kind: string;
  /** Its docstring; null where it has none. */
  readonly description: string | null;
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
  /** Whether its annotation says that it gives, or can give, its answer in pieces; the schema is then of one. */
  readonly streams: boolean;
}

/** An example with the media type in which it is sent. */
export interface ShownExample extends SchemaExample {
  readonly takes: string;
  /** The media type of the answer that is expected; null where none is given. */
  readonly gives: string | null;
  /** Of a form: the schema of its fields. */
  readonly formSchema?: JsonSchema;
}
