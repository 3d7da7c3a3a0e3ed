import type { Frame } from '../../../core/wire/frame.ts';
import type { Health } from '../backend.ts';
import { WELL } from '../backend.ts';
import { toText } from './handshake.ts';

/** Shorter than what probes allow by default, so that they hear of a model's illness and not of our silence. */
const ANSWER_WITHIN_MS = 800;

/** HEALTH frames that were sent and are not answered yet. */
export class HealthQuestions {
  readonly #open = new Map<number, (health: Health) => void>();
  #count = 0;

  /** Asks through `send`, which is given the question's number; resolves with the answer, or as well after a while. */
  async ask(send: (number: number) => void): Promise<Health> {
    this.#count = (this.#count + 1) >>> 0;
    const number = this.#count;
    const { promise, resolve } = Promise.withResolvers<Health>();
    this.#open.set(number, resolve);
    const timer = setTimeout(resolve, ANSWER_WITHIN_MS, WELL);
    send(number);
    const health = await promise;
    clearTimeout(timer);
    this.#open.delete(number);
    return health;
  }

  /** Takes an answer; one that comes too late is nobody's. */
  answer({ aux, header }: Frame): void {
    const reason = toText(header['reason']) ?? 'the model says so';
    this.#open.get(aux)?.(header['healthy'] === false ? { healthy: false, reason } : WELL);
  }

  /** The process is gone. */
  close(): void {
    for (const resolve of this.#open.values()) resolve({ healthy: false, reason: 'its worker process ended' });
  }
}
