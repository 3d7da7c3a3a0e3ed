import type { ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';

/** What becomes of a piece of a stream: it passes (null), ends the stream, or waits until it may pass; with false it ends it. */
export type Judge = (piece: Buffer) => null | 'refused' | Promise<boolean>;

/**
 * Stands before all who listen to a stream, and keeps pieces back that must wait. The library inflates a message as soon as it hears of
 * its last piece, and has no place in which to ask before.
 */
export class StreamGate {
  readonly #stream: ServerHttp2Stream;
  readonly #judge: Judge;
  readonly #emit: (event: string | symbol, ...more: unknown[]) => boolean;
  /** Events that wait, in their order; null: none does. */
  #kept: (readonly [event: string | symbol, ...more: unknown[]])[] | null = null;
  #isOpen = true;

  constructor(stream: ServerHttp2Stream, judge: Judge) {
    this.#stream = stream;
    this.#judge = judge;
    this.#emit = stream.emit.bind(stream);
    stream.emit = (event: string | symbol, ...more: unknown[]): boolean => this.#pass(event, more);
  }

  /** The stream has ended: what waits is nobody's any more. */
  close(): void {
    this.#isOpen = false;
    this.#kept = null;
  }

  #pass(event: string | symbol, more: readonly unknown[]): boolean {
    if (!this.#isOpen || (event !== 'data' && event !== 'end')) return this.#emit(event, ...more);
    if (this.#kept !== null) {
      // Who listens may have asked for more meanwhile.
      this.#stream.pause();
      this.#kept.push([event, ...more]);
      return true;
    }
    const [piece] = more;
    const verdict = piece instanceof Buffer ? this.#judge(piece) : null;
    if (verdict === null) return this.#emit(event, ...more);
    if (verdict === 'refused') this.#refuse();
    else void this.#keep(verdict, [event, ...more]);
    return true;
  }

  async #keep(verdict: Promise<boolean>, first: readonly [string | symbol, ...unknown[]]): Promise<void> {
    this.#kept = [];
    this.#stream.pause();
    const mayPass = await verdict;
    const kept = this.#kept;
    if (!this.#isOpen || kept === null) return;
    if (!mayPass) return this.#refuse();
    this.#kept = null;
    this.#emit(...first);
    for (const [event, ...more] of kept) this.#pass(event, more);
    if (this.#kept === null) this.#stream.resume();
  }

  #refuse(): void {
    this.close();
    this.#stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }
}
