// A list of rows as a table: of lists of the same length, or of objects with the same names, whose cells are plain values.
import { isMap, isWrittenNumber, numberOf, ownMember } from '../json/exact-json.ts';
import type { Schema, Shape } from '../schema/schema.ts';
import { boundsOf, itemsOf, labelOf, propertiesOf, resolve, shapeOf, shapeOfValue } from '../schema/schema.ts';
import type { TextTable } from './parse-table.ts';
import { hasHeadings, isNumeric } from './parse-table.ts';

/** One column. */
export interface Column {
  readonly key: string | number;
  readonly label: string;
  readonly shape: Shape;
  readonly schema: Schema;
}

/** How rows look; null where they are no table. */
export interface TableLayout {
  readonly columns: readonly Column[];
  readonly rowsAre: 'lists' | 'maps';
}

/** A row as it stands in the body. */
export type Row = readonly unknown[] | Readonly<Record<string, unknown>>;

/** More are not edited by hand. */
const MAX_COLUMNS = 200;
const MAX_LOOKED_AT = 100;

/** The layout of a list, by its schema or, where that says nothing, by the rows that it has. */
export function layoutOf(schema: Schema, root: Schema, value: readonly unknown[]): TableLayout | null {
  const item = itemsOf(schema, root);
  const rows = value.slice(0, MAX_LOOKED_AT);
  if (rows.length > 0 ? rows.every(Array.isArray) : shapeOf(item) === 'array') return listLayout(item, root, rows);
  if (rows.length > 0 ? rows.every(isMap) : shapeOf(item) === 'object') return mapLayout(item, root, rows);
  return null;
}

function listLayout(item: Schema, root: Schema, rows: readonly unknown[]): TableLayout | null {
  const prefix = item['prefixItems'];
  const said = Array.isArray(prefix) ? prefix.length : Number(item['maxItems'] ?? item['minItems'] ?? 0);
  const width = Math.max(said, ...rows.map((row) => (Array.isArray(row) ? row.length : 0)));
  if (width === 0 || width > MAX_COLUMNS) return null;
  // What is known of each column, for people; what a value has to be, the items say.
  const known = Array.isArray(item['x-truss-columns']) ? (item['x-truss-columns'] as unknown[]) : [];
  const columns = Array.from({ length: width }, (_, key) =>
    column(key, { ...itemsOf(item, root, key), ...(isMap(known[key]) && known[key]) }, rows),
  );
  return isPlain(columns, rows) ? { columns, rowsAre: 'lists' } : null;
}

function mapLayout(item: Schema, root: Schema, rows: readonly unknown[]): TableLayout | null {
  const properties = propertiesOf(item);
  const names = [
    ...new Set([...Object.keys(properties), ...rows.flatMap((row) => (isMap(row) ? Object.keys(row) : []))]),
  ];
  if (names.length === 0 || names.length > MAX_COLUMNS || names.includes('role')) return null;
  const columns = names.map((key) => column(key, resolve(ownMember(properties, key), root), rows));
  return isPlain(columns, rows) ? { columns, rowsAre: 'maps' } : null;
}

function column(key: string | number, schema: Schema, rows: readonly unknown[]): Column {
  const said = shapeOf(schema);
  const first = rows.map((row) => cellOf(row as Row, key)).find((cell) => cell !== null && cell !== undefined);
  const label = typeof key === 'number' && schema['title'] === undefined ? String(key + 1) : labelOf(schema, key);
  return { key, label, shape: said === 'any' && first !== undefined ? shapeOfValue(first) : said, schema };
}

function isPlain(columns: readonly Column[], rows: readonly unknown[]): boolean {
  const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null && !isWrittenNumber(value);
  if (columns.some(({ shape }) => shape === 'object' || shape === 'array')) return false;
  return !rows.some((row) => columns.some(({ key }) => isNested(cellOf(row as Row, key))));
}

/** A cell of a row; undefined where it has none. */
export function cellOf(row: Row, key: string | number): unknown {
  return ownMember(row, key);
}

/** A row with another cell. */
export function withCell(row: Row, { key }: Column, value: unknown): Row {
  return isMap(row) ? { ...row, [key]: value } : row.with(Number(key), value);
}

/** The value of what somebody has typed into a cell. */
export function cellValue(text: string, { shape }: Column): unknown {
  if (shape === 'number' || shape === 'integer') return text === '' ? null : isNumeric(text) ? numberOf(text) : text;
  if (shape === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/** An empty row, with what the schema gives where nothing else is said. */
export function emptyRow({ columns, rowsAre }: TableLayout): Row {
  const cell = ({ shape, schema }: Column): unknown => {
    if (schema['default'] !== undefined) return schema['default'];
    if (shape === 'number' || shape === 'integer') return boundsOf(schema).min ?? 0;
    return shape === 'boolean' ? false : shape === 'string' ? '' : null;
  };
  if (rowsAre === 'lists') return columns.map(cell);
  return Object.fromEntries(columns.map((each) => [each.key, cell(each)]));
}

/** Rows with a pasted table in them, whose first cell comes to stand at `at`. A row of names says which columns are meant. */
export function withPasted(
  rows: readonly Row[],
  layout: TableLayout,
  pasted: TextTable,
  at: { row: number; column: number },
): Row[] {
  const { columns } = layout;
  const names = columns.flatMap(({ key, label }) => [String(key), label]);
  const isHeaded = hasHeadings(pasted, names);
  const [headings = []] = pasted;
  const targets = isHeaded
    ? headings.map(
        (name, index) =>
          columns.find(({ key, label }) => String(key) === name || label === name) ?? columns[at.column + index],
      )
    : headings.map((_, index) => columns[at.column + index]);
  const changed = [...rows];
  for (const [offset, cells] of pasted.slice(isHeaded ? 1 : 0).entries()) {
    const index = at.row + offset;
    let row = changed[index] ?? emptyRow(layout);
    for (const [position, text] of cells.entries()) {
      const target = targets[position] ?? (isHeaded ? undefined : columns[at.column + position]);
      if (target !== undefined) row = withCell(row, target, cellValue(text, target));
    }
    changed[index] = row;
  }
  return changed;
}
