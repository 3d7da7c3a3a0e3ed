// The pieces of a large body on their way in.
import { PiecedBody } from '../../../core/inference/pieced-body.ts';
import { GrowingBuffer } from '../coding/growing-buffer.ts';

/** A piece of this size is kept as it came. Smaller ones are put together: each costs some hundred bytes beside what it carries. */
const KEPT_BYTES = 16 * 1024;

/** Less than this is copied out of what small pieces are put together in, which begins with so many bytes. */
const COPIED_BYTES = 64 * 1024;

/** Collects pieces: large ones as they are, those between them joined. */
export class KeptPieces {
  readonly #kept: Buffer[] = [];
  #small: GrowingBuffer | null = null;

  append(piece: Buffer): void {
    if (piece.length < KEPT_BYTES) {
      this.#small ??= new GrowingBuffer(Number.NaN);
      this.#small.append(piece);
      return;
    }
    this.#keepSmall();
    this.#kept.push(piece);
  }

  /** All that has come. */
  get content(): PiecedBody {
    this.#keepSmall();
    return new PiecedBody(this.#kept);
  }

  #keepSmall(): void {
    const content = this.#small?.content;
    this.#small = null;
    // What they were put together in is larger: a crumb after each large piece would take four times the memory of what was sent.
    if (content !== undefined) this.#kept.push(content.length < COPIED_BYTES ? Buffer.from(content) : content);
  }
}
