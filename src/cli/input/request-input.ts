/** The body of a request, and what it is. */
export interface RequestInput {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its media type: `application/json`, `image/jpeg`, … */
  readonly contentType: string;
  /** The method of the model that is asked; default: predict. */
  readonly method?: string;
}

const utf8 = new TextEncoder();

/** JSON text as a request. */
export function jsonInput(text: string): RequestInput {
  return { bytes: utf8.encode(text), contentType: 'application/json' };
}
