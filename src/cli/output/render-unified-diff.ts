import type { Styles } from './styles.ts';

/** A diff as `diff -u` writes it, in colours. */
export function renderUnifiedDiff(diff: string, styles: Styles): string {
  if (diff === '') return 'Nothing would change.';
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('+++') || line.startsWith('---')) return styles.bold(line);
      if (line.startsWith('@@')) return styles.dim(line);
      if (line.startsWith('-')) return styles.error(line);
      return line.startsWith('+') ? styles.success(line) : line;
    })
    .join('\n');
}
