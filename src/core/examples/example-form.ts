// The form of an example, as it stands in the file: names with a text, with `{file: path}`, or with a list of these.
import type { ConfigPath } from '../config/problem.ts';
import { INSIDE_PATH, staysInside } from '../config/schema/values/inside-path.ts';
import { ExactNumber } from '../config/yaml/exact-number.ts';

/** A field of a form: a text, or the path of a file. */
export type FormField = { readonly name: string } & ({ readonly text: string } | { readonly file: string });

/** A text, or a file of the truss. */
type FormItem = string | { readonly file: string };

/** What stands in an examples file for a form. */
export type ExampleForm = Readonly<Record<string, FormItem | readonly FormItem[]>>;

/** Something wrong in a form, and where in it. */
export interface FormMistake {
  readonly path: ConfigPath;
  readonly message: string;
  readonly hint: string;
}

const HINT = 'Write `name: some text`, or `name: {file: requests/photo.jpg}` for a file of the truss.';

/** Finds what keeps a value from being a form. */
export function findFormMistakes(form: unknown): FormMistake[] {
  if (!isMap(form) || Object.keys(form).length === 0) {
    return [{ path: [], message: 'must be a map with the fields of a form', hint: HINT }];
  }
  return Object.entries(form).flatMap(([name, given]) => {
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    return values.flatMap((value, index): FormMistake[] => {
      const path = Array.isArray(given) ? [name, index] : [name];
      if (textOf(value) !== null) return [];
      const file = fileOf(value);
      if (file === undefined) return [{ path, message: `has a field ${name} that is no text and no file`, hint: HINT }];
      const message = `has a field ${name} whose file must be ${INSIDE_PATH}`;
      const hint = 'Put the file into the truss, and write its path from there.';
      return staysInside(file) ? [] : [{ path: [...path, 'file'], message, hint }];
    });
  });
}

/** A form that has no mistakes, as `ExampleForm`: numbers and truth values are texts, `1.0` stays `1.0`. */
export function toExampleForm(form: unknown): ExampleForm {
  const values = isMap(form) ? Object.entries(form) : [];
  const toItem = (value: unknown): FormItem => textOf(value) ?? { file: String(fileOf(value)) };
  return Object.fromEntries(
    values.map(([name, value]) => [name, Array.isArray(value) ? value.map(toItem) : toItem(value)]),
  );
}

/** The fields of a form in their order; a name may come several times. */
export function formFields(form: ExampleForm): FormField[] {
  return Object.entries(form).flatMap(([name, value]) =>
    [value].flat().map((item) => (typeof item === 'string' ? { name, text: item } : { name, file: item.file })),
  );
}

function textOf(value: unknown): string | null {
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** What stands for a path; undefined where nothing does. */
function fileOf(value: unknown): unknown {
  return isMap(value) && Object.keys(value).length === 1 ? value['file'] : undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}
