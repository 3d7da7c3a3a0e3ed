/** A request to be kept, with the answer that it has got. */
export interface KeptExample {
  readonly name: string;
  /** The method of the model. */
  readonly method: string;
  /** The body, as JSON text. */
  readonly input: string;
  /** The answer, as JSON text; null: none is expected. */
  readonly output: string | null;
}

/** What there is of the playground. */
export interface PageOptions {
  readonly isServed: boolean;
  /** Writes an example into the truss of an entry; null: none is. Throws a `TrussError`, whose words the page shows. */
  readonly keepExample: ((entry: string, example: KeptExample) => Promise<void>) | null;
}
