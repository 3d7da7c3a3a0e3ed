// A request as somebody's own program sends it.

/** What is known of the request that the page shows. */
export interface CodeRequest {
  /** Of the server, without a slash at its end. */
  readonly url: string;
  readonly path: string;
  readonly model: string;
  /** The method of the model, and what it is for. */
  readonly method: string;
  readonly use: string;
  readonly body: CodeBody;
  /** The media type of the answer; null where it is not known. */
  readonly gives: string | null;
  readonly streams: boolean;
  readonly needsToken: boolean;
}

/** What is sent. Files are named, and lie beside the program. */
export type CodeBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'file'; readonly contentType: string; readonly fileName: string }
  | {
      readonly kind: 'form';
      readonly parts: readonly {
        readonly name: string;
        readonly text: string | null;
        readonly fileName: string | null;
      }[];
    };

/** A program, or why there is none. */
export type Code = { readonly text: string } | { readonly missing: string };

/** Whether an answer is JSON, which a program reads as one. */
export function givesJson({ gives }: CodeRequest): boolean {
  return gives === null || gives === 'application/json';
}

/** Whether an answer is text, which a program prints. */
export function givesText({ gives }: CodeRequest): boolean {
  return (
    gives !== null && (gives.startsWith('text/') || gives === 'application/xml' || gives === 'application/x-ndjson')
  );
}
