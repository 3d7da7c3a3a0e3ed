/** What somebody asks of a model: a body, what it is, and which method shall answer. */
export interface ModelQuestion {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its media type: `application/json`, `image/jpeg`, … */
  readonly contentType: string;
  /** The method of the model that is asked; default: predict. */
  readonly method?: string;
}

const utf8 = new TextEncoder();

/** JSON text as a question. */
export function jsonQuestion(text: string): ModelQuestion {
  return { bytes: utf8.encode(text), contentType: 'application/json' };
}
