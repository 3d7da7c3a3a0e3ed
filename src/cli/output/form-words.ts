import type { FormField } from '../../core/examples/example-form.ts';
import { shellWord } from '../../core/shell-word.ts';
import { shortPath } from './short-path.ts';

/** A form as options of curl and of `truss predict`: `-F name=value`, `-F name=@path`. */
export function formWords(fields: readonly FormField[]): string {
  const values = fields.map((field) => ('file' in field ? `@${shortPath(field.file)}` : field.text));
  return fields.map(({ name }, index) => `-F ${shellWord(`${name}=${values[index]}`)}`).join(' ');
}
