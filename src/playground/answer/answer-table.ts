// An answer as rows and columns, where it is one underneath.
import { cellText } from '../json/cell-text.ts';
import { isMap, isWrittenNumber, ownMember, toNumber } from '../json/exact-json.ts';

/** Rows that are read one by one, when they come into sight. */
export interface AnswerTable {
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly count: number;
  readonly cells: (index: number) => readonly string[];
}

/** More columns are better looked at as a tree. */
const MAX_COLUMNS = 60;
const MAX_LOOKED_AT = 50;

/** The table that an answer is: a list of rows, or lists of the same length beside each other; null where it is none. */
export function tableOf(value: unknown): AnswerTable | null {
  if (Array.isArray(value)) return tableFrom([['value', value]]);
  if (!isMap(value)) return null;
  const lists = Object.entries(value).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const length = lists[0]?.[1].length ?? 0;
  return length > 0 && lists.every(([, list]) => list.length === length) ? tableFrom(lists) : null;
}

/** A column, and how its cell is found in a row of one of the lists. */
interface Source {
  readonly name: string;
  readonly cell: (index: number) => unknown;
}

function tableFrom(lists: readonly (readonly [string, readonly unknown[]])[]): AnswerTable | null {
  const sources = lists.flatMap(([name, list]) => sourcesOf(name, list, lists.length > 1));
  const count = lists[0]?.[1].length ?? 0;
  if (sources.length === 0 || sources.length > MAX_COLUMNS || count === 0) return null;
  const columns = sources.map(({ name, cell }) => ({ name, isNumber: toNumber(cell(0)) !== null }));
  return { columns, count, cells: (index) => sources.map(({ cell }) => cellText(cell(index))) };
}

function sourcesOf(name: string, list: readonly unknown[], isNamed: boolean): Source[] {
  const looked = list.slice(0, MAX_LOOKED_AT);
  const prefix = isNamed ? `${name}.` : '';
  if (looked.every(isMap)) {
    const keys = [...new Set(looked.flatMap((row) => Object.keys(row)))];
    return keys.map((key) => ({
      name: prefix === `predictions.` ? key : prefix + key,
      cell: (index) => memberOf(list[index], key),
    }));
  }
  if (looked.every(Array.isArray)) {
    const width = Math.max(...looked.map((row) => row.length));
    return Array.from({ length: width }, (_, key) => ({
      name: isNamed ? `${name} ${key + 1}` : String(key + 1),
      cell: (index) => memberOf(list[index], key),
    }));
  }
  return [{ name, cell: (index) => list[index] }];
}

function memberOf(row: unknown, key: string | number): unknown {
  return typeof row === 'object' && row !== null && !isWrittenNumber(row) ? ownMember(row, key) : undefined;
}
