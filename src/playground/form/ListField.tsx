import type { JSX, TargetedClipboardEvent } from 'preact';

import { cellText } from '../json/cell-text.ts';
import { sampleFor } from '../schema/sample.ts';
import type { Schema } from '../schema/schema.ts';
import { itemsOf, shapeOf, shapeOfValue } from '../schema/schema.ts';
import type { FieldProps } from './field-props.ts';
import { failureAt, idOf } from './field-props.ts';
import { parseTable } from './parse-table.ts';
import { cellValue } from './table.ts';

/** More than these are better edited as text, or as a table. */
const MAX_SHOWN = 50;

/** Numbers or texts, one below another; several lines that are pasted are several items. */
export function ScalarList({
  schema,
  root,
  value,
  path,
  onChange,
  failures,
}: FieldProps<readonly unknown[]>): JSX.Element {
  const item = itemsOf(schema, root);
  const said = shapeOf(item);
  const shape = said === 'any' ? shapeOfValue(value[0] ?? '') : said;
  const isNumber = shape === 'number' || shape === 'integer';
  const read = (text: string): unknown => cellValue(text, { key: 0, label: '', shape, schema: item });
  const change = (index: number, text: string): void => onChange(value.with(index, read(text)));
  const paste = (event: TargetedClipboardEvent<HTMLInputElement | HTMLTextAreaElement>, index: number): void => {
    const lines = parseTable(event.clipboardData?.getData('text/plain') ?? '').map((row) => row.join(', '));
    if (lines.length < 2) return;
    event.preventDefault();
    onChange(value.toSpliced(index, 1, ...lines.map(read)));
  };
  return (
    <div class="list" id={idOf(path)}>
      {value.slice(0, MAX_SHOWN).map((each, index) => {
        const failure = failureAt(failures, [...path, index]);
        return (
          <div class="list-item" key={index}>
            <span class="row-number">{index + 1}</span>
            <textarea
              rows={Math.min(6, Math.max(1, Math.ceil(cellText(each).length / 52)))}
              class={isNumber ? 'cell-number' : ''}
              aria-label={`${String(path.at(-1) ?? 'item')}, item ${index + 1}`}
              aria-invalid={failure !== null}
              inputMode={isNumber ? 'decimal' : 'text'}
              value={cellText(each)}
              onInput={({ currentTarget }) => change(index, currentTarget.value)}
              onPaste={(event) => paste(event, index)}
            />
            <button
              type="button"
              class="icon"
              aria-label={`Remove item ${index + 1}`}
              onClick={() => onChange(value.toSpliced(index, 1))}
            >
              ×
            </button>
            {failure !== null && <p class="field-failure">{failure}</p>}
          </div>
        );
      })}
      <ListTools {...{ schema, root, value, onChange }} />
    </div>
  );
}

/** Adds an item to a list. */
export function ListTools({
  schema,
  root,
  value,
  onChange,
}: Pick<FieldProps<readonly unknown[]>, 'schema' | 'root' | 'value' | 'onChange'>): JSX.Element {
  const more = value.length - MAX_SHOWN;
  const added = (): unknown =>
    value.length > 0 && !isPlainSchema(schema, root)
      ? value.at(-1)
      : sampleFor(itemsOf(schema, root, value.length), root);
  return (
    <div class="table-tools">
      <button type="button" class="quiet" onClick={() => onChange([...value, added()])}>
        Add
      </button>
      {more > 0 && <span class="field-hint">and {more} more, in the body below</span>}
    </div>
  );
}

function isPlainSchema(schema: Schema, root: Schema): boolean {
  const shape = shapeOf(itemsOf(schema, root));
  return shape !== 'any' && shape !== 'object' && shape !== 'array';
}
