import { CrowdWatch } from '../../core/inference/crowd-watch.ts';
import { PollPolicy } from '../../core/inference/poll-policy.ts';

/**
 * Keeps the event loop from sleeping when the next answer or the next request is due any moment. A processor that sleeps
 * takes 30 to 50 µs to wake on a virtual machine, twice in a prediction of 160 µs: without this the median latency at one
 * connection is that of FastAPI, with it two thirds of it. It polls only for a single request, while what it waits for
 * keeps coming within 0.2 ms: under load nobody sleeps, and the workers need the processors.
 */
export class WakefulLoop {
  readonly #isEnabled: boolean;
  readonly #answers = new PollPolicy();
  readonly #requests = new PollPolicy();
  readonly #crowd = new CrowdWatch();
  #until = 0;
  #isPolling = false;

  /** Only where there is a processor to spare: it would be taken from the workers. */
  constructor({ isEnabled }: { isEnabled: boolean }) {
    this.#isEnabled = isEnabled;
  }

  /** A request came in; `now` is in ms of the server's monotonic clock, here and below. */
  requestCame(now: number): void {
    this.#requests.end(now);
  }

  /** A request went to a worker that had nothing to do. */
  requestSent(now: number): void {
    this.#poll(this.#answers.begin(now), now);
  }

  /** A worker answered, and has nothing more to do. */
  answerCame(now: number): void {
    this.#answers.end(now);
    this.#poll(this.#requests.begin(now), now);
  }

  #poll(until: number, now: number): void {
    if (until === 0 || !this.#isEnabled) return;
    this.#until = until;
    if (this.#isPolling || !this.#crowd.begin(now)) return;
    this.#isPolling = true;
    setImmediate(this.#turn);
  }

  /** The loop does not sleep as long as there is an immediate. */
  readonly #turn = (): void => {
    const now = performance.now();
    if (this.#crowd.look(now) && now < this.#until) setImmediate(this.#turn);
    else this.#isPolling = false;
  };
}
