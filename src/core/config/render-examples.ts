import type { Example } from './examples.ts';
import { parseExactJson } from './yaml/exact-number.ts';
import { renderValue } from './yaml/render-value.ts';

/** An example to be written: its name, and the body of the request as JSON. */
export type NewExample = Pick<Example, 'name' | 'body'>;

/** The text of an examples file, with every number as it stands in the JSON. */
export function renderExamples(examples: readonly NewExample[]): string {
  return examples.length === 0 ? '[]\n' : examples.map(renderExample).join('');
}

/** An example as an item of a list that is not indented, with a line feed at its end. */
export function renderExample({ name, body }: NewExample): string {
  return renderItem({ name, input: parseExactJson(body) });
}

/** An example with all its keys, as `renderExample` writes it. */
export function renderItem(item: unknown): string {
  const { lines } = renderValue([item]);
  return `${lines.map((line) => line.slice(2)).join('\n')}\n`;
}
