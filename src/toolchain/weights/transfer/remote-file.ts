/** A file of a source, before it is fetched. */
export interface RemoteFile {
  /** From the root of what is fetched, with slashes. */
  readonly path: string;
  /** In bytes; null where the source does not say. */
  readonly size: number | null;
  /** Null where the source does not say. */
  readonly sha256: string | null;
  /** How git calls a file of these bytes (SHA-1), where the source says; null: it does not. */
  readonly gitId: string | null;
  /** Where it comes from, for people: without credentials. */
  readonly shown: string;
  /** Asks for its bytes from an offset on. */
  readonly open: OpenFile;
}

/** Where bytes shall begin, and what an earlier answer called the state of the file that the first ones are of. */
interface Beginning {
  readonly offset: number;
  readonly state: string | null;
  /** How many bytes are asked for; null where nobody knows. */
  readonly missing: number | null;
}

/** Asks for the bytes of a file. @throws {Refusal} where it makes sense to try again; {TrussError} where not. */
export type OpenFile = (beginning: Beginning, signal: AbortSignal) => Promise<OpenedFile>;

/** Bytes that come. */
export interface OpenedFile {
  /** In pieces. One in shared memory is written over when the next but one is asked for. */
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
  /** Where they begin: at the offset, or at 0 where the source cannot, or the file is another one meanwhile. */
  readonly offset: number;
  /** Of the whole file; null where the source does not say. */
  readonly size: number | null;
  /** What the source calls the state of the file, to go on with it later; null where it has no name for it. */
  readonly state: string | null;
}

/** That a source would not give a file now, and may do so later. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** How long it asks to wait; null: it does not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, retryAfterMs: number | null) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** That a source cannot go on where bytes shall begin: the file is to be fetched from its first byte. */
export class NoSuchRange extends Refusal {}
