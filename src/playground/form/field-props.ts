import type { Path, Schema } from '../schema/schema.ts';
import type { FieldFailure } from '../server/read-failure.ts';

/** What every field is made of: a value, what it shall look like, where it stands, and who is told of another. */
export interface FieldProps<T = unknown> {
  readonly schema: Schema;
  /** Holds the definitions that schemas refer to. */
  readonly root: Schema;
  readonly value: T;
  readonly path: Path;
  readonly onChange: (value: unknown) => void;
  /** What the server has said of values of the last request. */
  readonly failures: readonly FieldFailure[];
}

/** What the server has said of the value at a path. Paths may begin with a name of its own for the body. */
export function failureAt(failures: readonly FieldFailure[], path: Path): string | null {
  const wanted = JSON.stringify(path.map(String));
  const found = failures.filter((failure) => JSON.stringify(failure.path.map(String)) === wanted);
  return found.length === 0 ? null : found.map(({ message }) => message).join('; ');
}

/** The id of the element that shows a value. */
export function idOf(path: Path): string {
  return `field-${path.map((part) => encodeURIComponent(part)).join('.')}`;
}
