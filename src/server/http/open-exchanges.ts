/** Counts the predictions that were accepted and whose responses are not on their way yet; a drain waits for them. */
export class OpenExchanges {
  #count = 0;
  #waiting: (() => void)[] = [];

  opened(): void {
    this.#count += 1;
  }

  closed(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves when there is none. */
  async none(): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
