// Tables as they come out of spreadsheets, files and terminals: tabs, commas or semicolons, with quotes where a cell needs them.

/** A table as text: each row is as long as it was written. */
export type TextTable = readonly (readonly string[])[];

/** Reads a table. What separates its cells is what the first line has most of, outside of quotes; tabs come first. */
export function parseTable(text: string): TextTable {
  const separator = separatorOf(text);
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = (): void => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  const plain = text
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(/^\uFEFF/, '');
  for (let index = 0; index < plain.length; index += 1) {
    const character = plain.charAt(index);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (plain.charAt(index + 1) === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === separator) endCell();
    else if (character === '\n') {
      endCell();
      rows.push([]);
    } else cell += character;
  }
  endCell();
  return rows.map((row) => row.map((each) => each.trim())).filter((row) => row.some((each) => each !== ''));
}

function separatorOf(text: string): string {
  const [line = ''] = text.replaceAll(/"[^"]*"/g, '').split(/\r\n|\n|\r/);
  const counts = ['\t', ';', ','].map((each) => ({ each, count: line.split(each).length - 1 }));
  const best = counts.reduce((most, one) => (one.count > most.count ? one : most));
  return best.count === 0 ? ',' : best.each;
}

/** Whether the first row names the columns, rather than being one of values. */
export function hasHeadings([first = [], ...rest]: TextTable, columns: readonly string[]): boolean {
  if (first.some((cell) => columns.includes(cell) && !isNumeric(cell))) return true;
  return rest.length > 0 && first.every((cell) => !isNumeric(cell)) && rest.some((row) => row.some(isNumeric));
}

/** Whether a cell is a number as spreadsheets write them. */
export function isNumeric(cell: string): boolean {
  return cell !== '' && Number.isFinite(Number(cell));
}
