// Holds the answers to one request against the first of them.
import { compareAnswers } from '../../core/examples/compare-answers.ts';
import type { BenchRequest } from './bench-request.ts';

/** So many forms of a right answer are kept, to be known again without being read. */
const MAX_KNOWN = 32;

/** What the answers to one request are held against. */
export class AnswerCheck {
  readonly #request: Pick<BenchRequest, 'tolerance' | 'ignore'>;
  readonly #known: Buffer[] = [];

  constructor(request: Pick<BenchRequest, 'tolerance' | 'ignore'>) {
    this.#request = request;
  }

  /**
   * What is different; null where nothing is. Bytes that differ may still be the same JSON: in a batch a library adds up in
   * another order.
   */
  differs(body: Buffer): string | null {
    const [first] = this.#known;
    if (first !== undefined && !this.#known.some((known) => known.equals(body))) {
      const difference = this.#difference(first, body);
      if (difference !== null) return difference;
    } else if (first !== undefined) return null;
    // A copy: what was read lies in a buffer with other answers.
    if (this.#known.length < MAX_KNOWN) this.#known.push(Buffer.from(body));
    return null;
  }

  #difference(first: Buffer, body: Buffer): string | null {
    const { tolerance, ignore } = this.#request;
    try {
      const [difference] = compareAnswers(first.toString(), body.toString(), tolerance, ignore);
      return difference === undefined ? null : `${difference.path}: ${difference.message}`.replace(/^: /, '');
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return `expected ${shown(first)}, got ${shown(body)}`;
    }
  }
}

const MAX_SHOWN = 60;

function shown(body: Buffer): string {
  const text = body.toString();
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}
