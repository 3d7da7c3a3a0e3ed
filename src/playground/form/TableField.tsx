import type { JSX, TargetedKeyboardEvent } from 'preact';

import { cellText } from '../json/cell-text.ts';
import { toNumber } from '../json/exact-json.ts';
import { boundsOf, choicesOf } from '../schema/schema.ts';
import { Rows } from '../show/Rows.tsx';
import { shownText } from '../show/shown-text.ts';
import type { FieldProps } from './field-props.ts';
import { failureAt, idOf } from './field-props.ts';
import { boundsText } from './Labelled.tsx';
import { parseTable } from './parse-table.ts';
import type { Column, Row, TableLayout } from './table.ts';
import { cellOf, cellValue, emptyRow, withCell, withPasted } from './table.ts';

interface TableFieldProps extends FieldProps<readonly Row[]> {
  readonly layout: TableLayout;
}

const ROW_PX = 33;
const MAX_PX = 400;

/** Rows to type into, or to paste a part of a spreadsheet into. */
export function TableField(props: TableFieldProps): JSX.Element {
  const { layout, value: rows, path, onChange } = props;
  const paste = (text: string, row: number, column: number): boolean => {
    const pasted = parseTable(text);
    if (pasted.length < 2 && (pasted[0]?.length ?? 0) < 2) return false;
    onChange(withPasted(rows, layout, pasted, { row, column }));
    return true;
  };
  const replace = async (file: File | undefined): Promise<void> => {
    const pasted = file === undefined ? [] : parseTable(await file.text());
    if (pasted.length > 0) onChange(withPasted([], layout, pasted, { row: 0, column: 0 }));
  };
  const name = String(path.at(-1) ?? 'rows');
  const head = (
    <tr>
      <th scope="col" class="row-number">
        <span class="hidden">row</span>
      </th>
      {layout.columns.map((column) => (
        <th
          scope="col"
          key={column.key}
          title={boundsText(column.schema)}
          class={isNumeric(column) ? 'cell-number' : ''}
        >
          {shownText(column.label)}
          <small>{headHint(column)}</small>
        </th>
      ))}
      <th scope="col">
        <span class="hidden">remove</span>
      </th>
    </tr>
  );
  return (
    <div
      class="table-field"
      id={idOf(path)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void replace(event.dataTransfer?.files[0]);
      }}
    >
      <Rows
        count={rows.length}
        rowPx={ROW_PX}
        maxPx={MAX_PX}
        label={`${name}: ${rows.length} rows`}
        columns={layout.columns.length + 2}
        head={head}
        row={(index) => <TableRow key={index} {...props} index={index} paste={paste} />}
      />
      {layout.columns.map((column) => (
        <Seen key={column.key} id={listId(path, column)} column={column} />
      ))}
      <div class="table-tools">
        <button type="button" class="quiet" onClick={() => onChange([...rows, rows.at(-1) ?? emptyRow(layout)])}>
          Add row
        </button>
        <label class="quiet as-button">
          Import CSV
          <input
            type="file"
            class="hidden"
            accept=".csv,.tsv,.txt,text/csv"
            onChange={({ currentTarget }) => void replace(currentTarget.files?.[0])}
          />
        </label>
        <span class="field-hint">or paste from a spreadsheet</span>
      </div>
    </div>
  );
}

interface TableRowProps extends TableFieldProps {
  readonly index: number;
  readonly paste: (text: string, row: number, column: number) => boolean;
}

function TableRow({ layout, value: rows, path, onChange, failures, index, paste }: TableRowProps): JSX.Element {
  const row = rows[index] ?? [];
  return (
    <tr>
      <td class="row-number">{index + 1}</td>
      {layout.columns.map((column, position) => {
        const failure = failureAt(failures, [...path, index, column.key]);
        const change = (value: unknown): void => onChange(rows.with(index, withCell(row, column, value)));
        const label = `${column.label}, row ${index + 1}`;
        const shared = { label, failure, value: cellOf(row, column.key), column, change, list: listId(path, column) };
        return (
          <td key={column.key} class={failure === null ? '' : 'cell-wrong'} title={shownText(failure ?? '')}>
            {column.shape === 'boolean' ? (
              <TruthCell {...shared} />
            ) : (
              <TextCell {...shared} onPaste={(text) => paste(text, index, position)} />
            )}
          </td>
        );
      })}
      <td>
        <button
          type="button"
          class="icon"
          aria-label={`Remove row ${index + 1}`}
          onClick={() => onChange(rows.toSpliced(index, 1))}
        >
          ×
        </button>
      </td>
    </tr>
  );
}

interface CellProps {
  readonly label: string;
  readonly failure: string | null;
  readonly value: unknown;
  readonly column: Column;
  readonly change: (value: unknown) => void;
  /** The id of what usually stands in its column; null where that is not known. */
  readonly list: string | null;
}

/** Offers the values of a column that are known: any other can be typed. */
function Seen({ id, column }: { readonly id: string | null; readonly column: Column }): JSX.Element | null {
  if (id === null) return null;
  const values = choicesOf(column.schema)?.values ?? [];
  return (
    <datalist id={id}>
      {values.slice(0, MAX_OFFERED).map((each) => (
        <option key={cellText(each)} value={cellText(each)} />
      ))}
    </datalist>
  );
}

const MAX_OFFERED = 500;

function listId(path: FieldProps['path'], { key, schema }: Column): string | null {
  return choicesOf(schema) === null ? null : `${idOf(path)}-${key}-seen`;
}

function TruthCell({ label, value, change }: CellProps): JSX.Element {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={value === true}
      onChange={({ currentTarget }) => change(currentTarget.checked)}
    />
  );
}

function TextCell({
  label,
  failure,
  value,
  column,
  change,
  list,
  onPaste,
}: CellProps & { readonly onPaste: (text: string) => boolean }): JSX.Element {
  const isNumber = isNumeric(column);
  return (
    <input
      type="text"
      inputMode={isNumber ? 'decimal' : 'text'}
      class={isNumber && toNumber(value) !== null ? 'cell-number' : ''}
      aria-label={label}
      aria-invalid={failure !== null}
      {...(list !== null && { list })}
      value={cellText(value)}
      onInput={({ currentTarget }) => change(cellValue(currentTarget.value, column))}
      onKeyDown={moveRows}
      onPaste={(event) => {
        if (onPaste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
      }}
    />
  );
}

/** Up and down, and Enter, lead to the cell above or below, as in a spreadsheet. */
function moveRows(event: TargetedKeyboardEvent<HTMLInputElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey) return;
  const cell = event.currentTarget.closest('td');
  const row = cell?.parentElement;
  const next = step > 0 ? row?.nextElementSibling : row?.previousElementSibling;
  const input = next?.children[cell?.cellIndex ?? 0]?.querySelector('input');
  if (!(input instanceof HTMLInputElement)) return;
  event.preventDefault();
  input.focus();
  input.select();
}

function isNumeric({ shape }: Column): boolean {
  return shape === 'number' || shape === 'integer';
}

function headHint({ schema }: Column): string {
  const choices = choicesOf(schema);
  if (choices !== null) return `${choices.values.length} values`;
  const { min, max, seen } = boundsOf(schema);
  if (min !== null && max !== null) return `${min}–${max}`;
  return seen === null ? '' : `${Number(seen[0].toPrecision(3))}–${Number(seen[1].toPrecision(3))}`;
}
