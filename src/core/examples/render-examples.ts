import { parseExactJson } from '../config/yaml/exact-number.ts';
import { renderValue } from '../config/yaml/render-value.ts';
import type { FileExample, JsonExample } from './examples.ts';
import { PREDICT } from './examples.ts';

/** An example to be written: its name, and the body of the request: JSON, a file of the truss, or a form as it shall stand in the file. */
export type NewExample = (
  | Pick<JsonExample, 'name' | 'body'>
  | Pick<FileExample, 'name' | 'inputFile'>
  | { readonly name: string; readonly inputFile?: null; readonly form: unknown }
) & {
  /** Default: predict. */
  readonly method?: string | undefined;
  /** The answer that is expected, as JSON text; absent or null: none is. */
  readonly output?: string | null | undefined;
};

/** The text of an examples file, with every number as it stands in the JSON. */
export function renderExamples(examples: readonly NewExample[]): string {
  return examples.length === 0 ? '[]\n' : examples.map(renderExample).join('');
}

/** An example as an item of a list that is not indented, with a line feed at its end. */
export function renderExample(example: NewExample): string {
  const { name, method = PREDICT, output = null } = example;
  return renderItem({
    name,
    ...(method !== PREDICT && { method }),
    ...renderRequest(example),
    ...(output !== null && { output: parseExactJson(output) }),
  });
}

function renderRequest(request: NewExample): Record<string, unknown> {
  if ('body' in request) return { input: parseExactJson(request.body) };
  return typeof request.inputFile === 'string' ? { input_file: request.inputFile } : { form: request.form };
}

/** An example with all its keys, as `renderExample` writes it. */
export function renderItem(item: unknown): string {
  const { lines } = renderValue([item]);
  return `${lines.map((line) => line.slice(2)).join('\n')}\n`;
}
