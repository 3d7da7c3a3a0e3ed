import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import type { Sink } from '../../core/inference/inference-request.ts';
import { toError } from '../../core/inference/refusal.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { isFinalStatus } from '../../core/inference/request-failure.ts';
import type { FrameHeader } from '../../core/wire/frame.ts';
import { Form } from '../../core/wire/frame.ts';

/** Turns an answer into a promise. */
export class PromiseSink implements Sink {
  readonly #answered = Promise.withResolvers<CollectedAnswer>();
  readonly #chunks: Uint8Array[] = [];
  /** Resolves when all items that came were taken. */
  #taken: Promise<void> = Promise.resolve();
  #isNoted = false;
  #form: number = Form.NONE;
  #contentType: string | null = null;
  #status: number | undefined;
  /** Gets the items of a stream as they come, with their form and media type; null: they are joined. */
  onItem: ((item: CollectedAnswer) => Promise<void>) | null = null;
  /** Called when so many bytes of a stream were taken. */
  onCredit: (bytes: number) => void = () => {};
  /** Whether the answer, or that there is none, is known. */
  isDone = false;

  /** The answer; rejects with a TrussError. */
  get answered(): Promise<CollectedAnswer> {
    return this.#answered.promise;
  }

  answer(form: number, header: FrameHeader, payload: Uint8Array): void {
    this.#take(form, header, payload);
    this.end();
  }

  chunk(form: number, header: FrameHeader, payload: Uint8Array): void {
    if (this.onItem === null) {
      this.#take(form, header, payload);
      this.onCredit(payload.length);
      return;
    }
    this.#note(form, header);
    const item = { form: this.#form, contentType: this.#contentType, body: payload };
    const taken = this.onItem(item).then(() => this.onCredit(payload.length));
    // Who takes the items may fail; the answer is then that failure.
    taken.catch((error: unknown) => this.#answered.reject(error));
    this.#taken = this.#taken.then(() => taken);
    this.#taken.catch(() => undefined);
  }

  end(): void {
    this.isDone = true;
    const body = Buffer.concat(this.#chunks);
    const status = this.#status === undefined ? {} : { status: this.#status };
    const answer = { form: this.#form, contentType: this.#contentType, body, ...status };
    void this.#taken.then(
      () => this.#answered.resolve(answer),
      () => undefined,
    );
  }

  fail(failure: RequestFailure): void {
    this.isDone = true;
    this.#answered.reject(toError(failure));
  }

  #take(form: number, header: FrameHeader, payload: Uint8Array): void {
    this.#note(form, header);
    this.#chunks.push(payload);
  }

  /** The first item says what all are. */
  #note(form: number, header: FrameHeader): void {
    if (this.#isNoted) return;
    this.#isNoted = true;
    this.#form = form;
    this.#contentType = typeof header['contentType'] === 'string' ? header['contentType'] : null;
    this.#status = isFinalStatus(header['status']) ? header['status'] : undefined;
  }
}
