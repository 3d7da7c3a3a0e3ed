import type { Example } from './examples.ts';
import { renderValue } from './yaml/render-value.ts';

/** The text of an examples file. */
export function renderExamples(examples: readonly Pick<Example, 'name' | 'input'>[]): string {
  const { head, lines } = renderValue(examples.map(({ name, input }) => ({ name, input })));
  return head === '' ? `${lines.map((line) => line.slice(2)).join('\n')}\n` : `${head}\n`;
}
