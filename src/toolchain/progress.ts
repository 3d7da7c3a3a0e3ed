/** A step of something that takes a while: an environment that is built, a file that is copied. */
export interface ProgressEvent {
  /** Which part of the work: `python`, `lock`, `install`, … */
  readonly phase: string;
  /** What is done right now, for people. */
  readonly message: string;
  /** How much of `total` is done, where that is known. Both are of the same unit. */
  readonly done?: number;
  readonly total?: number;
}

/** Is told of each step. It must not throw. */
export type Progress = (event: ProgressEvent) => void;
