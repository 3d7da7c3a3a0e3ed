/** A whole answer of a model, or one item of a stream. */
export interface CollectedAnswer {
  /** A `Form` of the wire protocol. */
  readonly form: number;
  /** The media type, where the form does not imply it. */
  readonly contentType: string | null;
  readonly body: Uint8Array;
  /** The HTTP status that the model asked for, where it did. */
  readonly status?: number;
}
