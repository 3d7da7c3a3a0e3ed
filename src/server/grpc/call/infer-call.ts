/** The metadata of a call, as `Metadata` of the library has it. */
export interface CallMetadata {
  get(name: string): readonly (string | Buffer)[];
  getMap(): Record<string, Buffer | string>;
}

/** What is known of a call beside its messages. */
export interface CallFacts {
  readonly metadata: CallMetadata;
  /** In ms since 1970. */
  getDeadline(): Date | number;
  getPeer(): string;
  getPath(): string;
}

/** A call with one message. */
export interface InferCall extends CallFacts {
  readonly request: Buffer;
  /** Nobody waits for its answer any more; may be told of one that was answered as well. */
  on(event: 'cancelled', listener: () => void): unknown;
}
