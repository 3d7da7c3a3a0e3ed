// Says what a process that starts is at, where somebody may wonder: a model of many gigabytes loads for minutes, without a word.
import type { Logger } from '../../telemetry/logger.ts';

/** After how many seconds it is said; from the last one on, as often as that. */
const TOLD_AFTER_S = [5, 15, 30, 60];

const LAST_S = 60;

/** Follows one start, from when it is made. */
export class SlowStart {
  readonly #logger: Logger;
  readonly #startedAt = performance.now();
  #doing: string;
  #told = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `doing`: what the process is at first, as in "the process starts". */
  constructor(logger: Logger, doing: string) {
    this.#logger = logger;
    this.#doing = doing;
    this.#wait();
  }

  /** The process has come to something else. */
  goesOn(doing: string): void {
    this.#doing = doing;
  }

  /** It has started, or has ended. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const atS = TOLD_AFTER_S[this.#told] ?? LAST_S * (this.#told - TOLD_AFTER_S.length + 2);
    this.#timer = setTimeout(this.#tell, this.#startedAt + atS * 1000 - performance.now()).unref();
    this.#told += 1;
  }

  readonly #tell = (): void => {
    const seconds = Math.round((performance.now() - this.#startedAt) / 1000);
    this.#logger.info({ seconds }, `Still waiting after ${seconds} s: ${this.#doing}`);
    this.#wait();
  };
}
