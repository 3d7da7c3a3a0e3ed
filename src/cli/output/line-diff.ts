import type { Styles } from './styles.ts';

/** One line of two texts that were laid side by side. */
interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

// As much as `diff -u` shows: enough to see where one is.
const CONTEXT_LINES = 3;

/** The lines that differ between two texts, each with a few around it that do not; empty where the texts are equal. */
export function renderDiff(before: string, after: string, styles: Styles): string {
  const lines = compareLines(toLines(before), toLines(after));
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  const isShown = (index: number): boolean => changed.some((change) => Math.abs(change - index) <= CONTEXT_LINES);
  return lines
    .flatMap((line, index) => {
      if (isShown(index)) return [renderLine(line, styles)];
      // One mark for all that is left out in between.
      return index > 0 && isShown(index - 1) && changed.some((change) => change > index) ? [styles.dim('  ⋮')] : [];
    })
    .join('\n');
}

function toLines(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function renderLine({ mark, text }: DiffLine, styles: Styles): string {
  const line = `${mark} ${text}`.trimEnd();
  if (mark === '-') return styles.error(line);
  return mark === '+' ? styles.success(line) : line;
}

/** The shortest way from one list of lines to the other. */
function compareLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const common = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, young] = [before[row], after[column]];
    if (old !== undefined && old === young) {
      lines.push({ mark: ' ', text: old });
      row += 1;
      column += 1;
    } else if (
      young === undefined ||
      (old !== undefined && lengthAt(common, row + 1, column) >= lengthAt(common, row, column + 1))
    ) {
      lines.push({ mark: '-', text: old ?? '' });
      row += 1;
    } else {
      lines.push({ mark: '+', text: young });
      column += 1;
    }
  }
  return lines;
}

/** How many lines two lists have in common from a row and a column on. Configs have tens of lines, so that a table does. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const table: number[][] = [];
  for (let row = before.length - 1; row >= 0; row -= 1) {
    const lengths: number[] = [];
    for (let column = after.length - 1; column >= 0; column -= 1) {
      lengths[column] =
        before[row] === after[column]
          ? lengthAt(table, row + 1, column + 1) + 1
          : Math.max(lengthAt(table, row + 1, column), lengths[column + 1] ?? 0);
    }
    table[row] = lengths;
  }
  return table;
}

function lengthAt(table: readonly (readonly number[])[], row: number, column: number): number {
  return table[row]?.[column] ?? 0;
}
