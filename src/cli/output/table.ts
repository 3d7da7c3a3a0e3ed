import { stripVTControlCharacters } from 'node:util';

/** Lays out rows in columns that are as wide as their widest cell; the first row is the heading. Empty cells are shown as `-`. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 1, width(cell));
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(cell: string, to: number): string {
  const shown = cell === '' ? '-' : cell;
  return shown + ' '.repeat(Math.max(0, to - width(shown)));
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
