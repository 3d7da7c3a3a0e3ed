import type { Issue } from '../../core/errors/issue.ts';
import type { TrussError } from '../../core/errors/truss-error.ts';
import type { Difference } from '../../core/examples/compare-answers.ts';
import type { Progress } from '../progress.ts';

/** A request, and the answer that is expected of it; both JSON texts. */
interface TestRequest {
  readonly name: string;
  readonly body: string;
  /** Absent: it has to answer, and that is all. */
  readonly output?: string | undefined;
}

/** What a model is tested with. */
export interface ModelTest {
  /** Of the truss, absolute. */
  readonly directory: string;
  /** What it is asked, and what its answers have to be; absent: the examples of the truss. */
  readonly examples?: readonly TestRequest[] | undefined;
  /** Variables that hold secrets; absent: those of this process. */
  readonly secretVariables?: Readonly<Record<string, string>> | undefined;
}

/** Those who wait for a test. */
interface TestWatch {
  readonly progress: Progress;
  /** Aborted where nobody waits any longer. */
  readonly signal: AbortSignal;
}

/** What came of an example. */
interface TestedExample {
  readonly name: string;
  /** `unchecked`: it was answered, and nothing is expected of the answer. */
  readonly outcome: 'passed' | 'failed' | 'unchecked';
  readonly differences: readonly Difference[];
  readonly error: TrussError | null;
}

/** A model that was loaded and asked. */
export interface TestedModel {
  readonly examples: readonly TestedExample[];
  /** What was doubtful on the way. */
  readonly warnings: readonly Issue[];
}

/**
 * Tests models for the engine, each in a process of its truss's own environment. It is given to the engine, because the
 * toolchain does not know the server.
 */
export interface ModelTester {
  /**
   * Makes the environment of a truss where needed, loads its model there, and asks it.
   *
   * @throws {TrussError} `ENV_*`; whatever kept the model from loading; `EXAMPLE*` where its own examples are meant.
   */
  test(asked: ModelTest, watch: TestWatch): Promise<TestedModel>;
}
