import type { ModelQuestion } from '../ask/model-question.ts';

/** A request that is sent again and again. */
export interface BenchRequest extends ModelQuestion {
  /** How it is called in messages: the name of an example, a line of a file. */
  readonly name: string;
  /** How far numbers of its answers may differ, and where they may at all: as in `truss test`. */
  readonly tolerance: number | null;
  readonly ignore: readonly string[];
}

/** A question as a request of a load. */
export function benchRequest(name: string, question: ModelQuestion): BenchRequest {
  return { ...question, name, tolerance: null, ignore: [] };
}
