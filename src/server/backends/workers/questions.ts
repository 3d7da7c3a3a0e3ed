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
abstract class Questions<Answer> {
  protected abstract readonly fallback: Fallback<Answer>;
  readonly #open = new Map<number, (answer: Answer) => void>();
  #count = 0;

  /** Asks through `send`, which is given the question's number; resolves with the answer, or what stands for it. */
  async ask(send: (number: number) => void): Promise<Answer> {
    this.#count = (this.#count + 1) >>> 0;
    const number = this.#count;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#open.set(number, resolve);
    const { withinMs, late } = this.fallback;
    const timer = setTimeout(resolve, withinMs, late);
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
    for (const resolve of this.#open.values()) resolve(this.fallback.gone);
  }
}

/** Whether the model is well. */
export class HealthQuestions extends Questions<Health> {
  protected readonly fallback: Fallback<Health> = {
    // Shorter than what probes allow by default, so that they hear of a model's illness and not of our silence.
    withinMs: 800,
    late: WELL,
    gone: { healthy: false, reason: 'its worker process ended' },
  };

  /** Takes a HEALTH frame. */
  answer({ aux, header }: Frame): void {
    const reason = toText(header['reason']) ?? 'the model says so';
    this.take(aux, header['healthy'] === false ? { healthy: false, reason } : WELL);
  }
}

/** Scrapers wait 10 s by default, and a collector of the model's may take its time. */
const FIRST_METRICS_WITHIN_MS = 1000;

/** Whoever watches the server has not to wait until a model lets go of its interpreter, which some hold for seconds. */
const METRICS_WITHIN_MS = 200;

/** What the model counts itself. */
export class MetricsQuestions extends Questions<string> {
  /** What was answered last, be it too late: a gap in what a model counts would look like a start of its process. */
  #known: string | null = null;

  protected get fallback(): Fallback<string> {
    if (this.#known === null) return { withinMs: FIRST_METRICS_WITHIN_MS, late: '', gone: '' };
    return { withinMs: METRICS_WITHIN_MS, late: this.#known, gone: '' };
  }

  /** Takes a METRICS frame. */
  answer(frame: Frame): void {
    this.#known = textOf(frame);
    this.take(frame.aux, this.#known);
  }
}

/** What a METRICS frame tells that nobody has asked for; throws where that is no JSON. */
export function readTold(frame: Frame): unknown {
  return JSON.parse(textOf(frame));
}

function textOf({ payload }: Frame): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8');
}
