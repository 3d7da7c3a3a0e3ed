// Questions on the control channel: HEALTH and METRICS frames, whose answers repeat the number of the question.
import type { Frame } from '../../../core/wire/frame.ts';
import type { Health } from '../backend.ts';
import { WELL } from '../backend.ts';
import { toText } from './handshake.ts';

/** What is assumed where a worker does not answer. */
interface Fallback<Answer> {
  readonly withinMs: number;
  /** It did not answer in time. */
  readonly late: Answer;
  /** Its process is gone. */
  readonly gone: Answer;
}

/** Questions of one kind that were asked and are not answered yet. */
class Questions<Answer> {
  readonly #fallback: Fallback<Answer>;
  readonly #open = new Map<number, (answer: Answer) => void>();
  #count = 0;

  constructor(fallback: Fallback<Answer>) {
    this.#fallback = fallback;
  }

  /** Asks through `send`, which is given the question's number; resolves with the answer, or what stands for it. */
  async ask(send: (number: number) => void): Promise<Answer> {
    this.#count = (this.#count + 1) >>> 0;
    const number = this.#count;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#open.set(number, resolve);
    const timer = setTimeout(resolve, this.#fallback.withinMs, this.#fallback.late);
    send(number);
    const answer = await promise;
    clearTimeout(timer);
    this.#open.delete(number);
    return answer;
  }

  /** Takes an answer; one that comes too late is nobody's. */
  take(number: number, answer: Answer): void {
    this.#open.get(number)?.(answer);
  }

  /** The process is gone. */
  close(): void {
    for (const resolve of this.#open.values()) resolve(this.#fallback.gone);
  }
}

/** Whether the model is well. */
export class HealthQuestions extends Questions<Health> {
  constructor() {
    const gone: Health = { healthy: false, reason: 'its worker process ended' };
    // Shorter than what probes allow by default, so that they hear of a model's illness and not of our silence.
    super({ withinMs: 800, late: WELL, gone });
  }

  /** Takes a HEALTH frame. */
  answer({ aux, header }: Frame): void {
    const reason = toText(header['reason']) ?? 'the model says so';
    this.take(aux, header['healthy'] === false ? { healthy: false, reason } : WELL);
  }
}

/** What the model counts itself. */
export class MetricsQuestions extends Questions<string> {
  constructor() {
    // Scrapers wait 10 s by default, and several workers may be asked for one scrape.
    super({ withinMs: 2000, late: '', gone: '' });
  }

  /** Takes a METRICS frame. */
  answer(frame: Frame): void {
    this.take(frame.aux, textOf(frame));
  }
}

/** What a METRICS frame tells that nobody has asked for; throws where that is no JSON. */
export function readTold(frame: Frame): unknown {
  return JSON.parse(textOf(frame));
}

function textOf({ payload }: Frame): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8');
}
