/** Streams that stay open without anything to do: a drain ends them, or it would wait for ever. */
export class OpenCalls {
  readonly #enders = new Set<() => void>();

  /** Notes a stream and how it is ended when nothing of it is in flight any more; returns how it is forgotten. */
  add(end: () => void): () => void {
    this.#enders.add(end);
    return () => this.#enders.delete(end);
  }

  /** Asks all streams to end. */
  endAll(): void {
    for (const end of this.#enders) end();
  }
}
