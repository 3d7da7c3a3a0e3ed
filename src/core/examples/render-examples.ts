import { parseExactJson } from '../config/yaml/exact-number.ts';
import { renderValue } from '../config/yaml/render-value.ts';
import type { FileExample, JsonExample } from './examples.ts';
import { PREDICT } from './examples.ts';

/** An example to be written: its name, and the body of the request, which is JSON or a file of the truss. */
export type NewExample = (Pick<JsonExample, 'name' | 'body'> | Pick<FileExample, 'name' | 'inputFile'>) & {
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
export function renderExample({ name, method = PREDICT, output = null, ...request }: NewExample): string {
  return renderItem({
    name,
    ...(method !== PREDICT && { method }),
    ...('body' in request ? { input: parseExactJson(request.body) } : { input_file: request.inputFile }),
    ...(output !== null && { output: parseExactJson(output) }),
  });
}

/** An example with all its keys, as `renderExample` writes it. */
export function renderItem(item: unknown): string {
  const { lines } = renderValue([item]);
  return `${lines.map((line) => line.slice(2)).join('\n')}\n`;
}
