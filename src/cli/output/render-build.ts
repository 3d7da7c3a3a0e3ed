import { LAYERS } from '../../core/image/layers.ts';
import type { BuiltImage } from '../../toolchain/image/build-image.ts';
import { byteSize } from './byte-size.ts';
import type { Styles } from './styles.ts';
import { renderTable } from './table.ts';

/** What was built, how large its layers are, and which change makes which of them anew. */
export function renderBuild(
  { built, tag, image, engine, layers }: BuiltImage,
  seconds: number,
  styles: Styles,
): string {
  const what = built ? `Built ${tag} in ${seconds.toFixed(1)} s` : `${tag} is there already: nothing has changed`;
  const rows = LAYERS.flatMap(({ name, about, changedBy }) => {
    const own = layers.filter((layer) => layer.name === name);
    if (own.length === 0) return [];
    const bytes = own.reduce((sum, layer) => sum + layer.bytes, 0);
    const count = own.length > 1 && name === 'data' ? ` (${own.length} layers)` : '';
    return [[`  ${about}${count}`, byteSize(bytes), changedBy]];
  });
  return [
    `${styles.success('✔')} ${what}`,
    styles.dim(`  ${byteSize(image.bytes)}, ${image.platform}, ${engine}`),
    '',
    renderTable([['  layer', 'size', 'made anew, with all below it, by'], ...rows]),
  ].join('\n');
}
