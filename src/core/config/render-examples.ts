import type { Config } from './config.ts';
import type { Example } from './examples.ts';
import { renderValue } from './yaml/render-value.ts';

/**
 * The text of an examples file. Where the signature has nothing but floats, so have the examples: what came through JavaScript
 * shows no difference between `1.0` and `1`, and some models take only one of them.
 */
export function renderExamples(
  examples: readonly Pick<Example, 'name' | 'input'>[],
  signature: Config['signature'],
): string {
  const inputs = signature?.inputs ?? [];
  const floats = inputs.length > 0 && inputs.every(({ datatype }) => /^B?F/.test(datatype));
  const items = examples.map(({ name, input }) => ({ name, input }));
  const { head, lines } = renderValue(items, { floats });
  return head === '' ? `${lines.map((line) => line.slice(2)).join('\n')}\n` : `${head}\n`;
}
