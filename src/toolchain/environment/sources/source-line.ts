import type { ImpliedRequirement } from './implied-requirements.ts';

/** One requirement, or one option of pip, as the user wrote it. */
export interface SourceLine {
  readonly text: string;
  /** Normalised; null for options, paths and bare addresses. */
  readonly name: string | null;
  /** Where an issue about it points to: `requirements[2]` of the config, or a line of a file. */
  readonly path: string;
  /** Absolute, or relative to the truss. Null: the config, whose lines are only counted when there is an issue. */
  readonly file: string | null;
  readonly line: number | null;
}

/** Whether nobody wrote the line: the code implies it. */
export function isImplied({ path }: SourceLine): boolean {
  return path === '';
}

/** A package that the code implies, as if it were written where the code imports it. */
export function impliedLine({ distribution, by }: ImpliedRequirement): SourceLine {
  return { text: distribution, name: distribution, path: '', file: by.file, line: by.line };
}
