/** Enough for a traceback's end, little enough for a log line. */
const KEPT = 20;

/** Remembers the last lines that a process printed, to be shown when it dies. */
export class LastLines {
  #lines: string[] = [];

  add(line: string): void {
    this.#lines.push(line);
    // Cut now and then, not with every line.
    if (this.#lines.length > 2 * KEPT) this.#lines = this.#lines.slice(-KEPT);
  }

  /** The last lines, oldest first. */
  get(): string[] {
    return this.#lines.slice(-KEPT);
  }
}
