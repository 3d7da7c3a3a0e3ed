import type { PathMethod } from '../../core/protocols/method-paths.ts';
import type { ShownExample } from '../../core/schema/model-source.ts';

/** What a truss says of its model without the model being asked. */
export interface ModelFacts {
  readonly description: string | null;
  /** Requests with names, for those who want to see one. */
  readonly examples: readonly NamedInput[];
  /** Those of all methods, as the model's schema shows them. */
  readonly shownExamples: readonly ShownExample[];
  /** Whether it is an HTTP server of its own, which takes requests of every path with their bodies as they came. */
  readonly passesThrough: boolean;
  /** Of such a server what its path of predictions is in the APIs of OpenAI and Anthropic; null where it is none of theirs. */
  readonly upstreamMethod: PathMethod | null;
  /** Whether agents are offered the model as a tool. */
  readonly offersTools: boolean;
  /** Origins whose pages may ask. A page that may ask one model of a server sees the others' names too: it may ask all of them. */
  readonly allowedOrigins: readonly string[];
}

/** A request with a name. */
export interface NamedInput {
  readonly name: string;
  /** The whole body, as plain data. */
  readonly input: unknown;
}
