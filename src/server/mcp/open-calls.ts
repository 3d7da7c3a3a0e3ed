/** The calls that are not answered yet, by which somebody can cancel one. */
export class OpenCalls {
  readonly #cancels = new Map<string, () => void>();

  /** Notes a call. `scope`: whose ids it is one of; empty where nobody else can know it. */
  begin(scope: string, id: string, cancel: () => void): void {
    this.#cancels.set(keyOf(scope, id), cancel);
  }

  /** Forgets a call that is over. */
  end(scope: string, id: string, cancel: () => void): void {
    const key = keyOf(scope, id);
    // Whoever gives two calls the same id can cancel the later one.
    if (this.#cancels.get(key) === cancel) this.#cancels.delete(key);
  }

  /** Cancels a call; nothing where there is none, as it may be answered by now. */
  cancel(scope: string, id: string): void {
    this.#cancels.get(keyOf(scope, id))?.();
  }

  /** Cancels every call. */
  cancelAll(): void {
    for (const cancel of this.#cancels.values()) cancel();
  }
}

function keyOf(scope: string, id: string): string {
  return `${id} ${scope}`;
}
