import { once } from 'node:events';

import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { contentTypeOf, isTextual } from '../../host/ask/answer-json.ts';
import type { Output } from './output.ts';
import { refuseTerminal } from './print-answer.ts';

const LINE_FEED = 0x0a;

/**
 * Prints a streamed answer as it comes: texts and lines of JSON as they are, bytes for a file or pipe.
 * Not for `--json`, which wants one value.
 */
export class StreamPrinter {
  readonly #output: Output;
  #hasBegun = false;
  #last = LINE_FEED;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Whether there was anything to print. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /**
   * Prints an item; resolves when the reader of stdout has room for the next one.
   * @throws {TrussError} `INPUT_INVALID` where bytes would go to a terminal.
   */
  async print(item: CollectedAnswer): Promise<void> {
    if (!this.#hasBegun) {
      this.#output.progress.clear();
      const type = contentTypeOf(item);
      if (type !== 'application/json' && !isTextual(type)) refuseTerminal(this.#output, type);
      this.#hasBegun = true;
    }
    const { stdout } = this.#output;
    this.#last = item.body.at(-1) ?? this.#last;
    if (!stdout.write(item.body)) await once(stdout, 'drain');
  }

  /** Ends the last line at a terminal, so that the prompt does not stand in it. */
  end(): void {
    if (this.#output.stdoutIsTerminal && this.#last !== LINE_FEED) this.#output.stdout.write('\n');
  }
}
