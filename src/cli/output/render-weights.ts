import type { SourceChange } from '../../core/weights/lock-diff.ts';
import { renderSourceChange } from '../../core/weights/lock-diff.ts';
import type { Styles } from './styles.ts';

/** What has changed in sources, a block for each. */
export function renderChanges(changes: readonly SourceChange[], styles: Styles): string[] {
  return changes.map((change) =>
    renderSourceChange(change)
      .split('\n')
      .map((line) => {
        if (line.startsWith('  +')) return styles.success(line);
        return line.startsWith('  -') ? styles.error(line) : line;
      })
      .join('\n'),
  );
}
