import type { JSX } from 'preact';

import { cellText } from '../json/cell-text.ts';
import { choicesOf } from '../schema/schema.ts';
import { shownText } from '../show/shown-text.ts';
import type { FieldProps } from './field-props.ts';
import { idOf } from './field-props.ts';

const LONG = 60;

/** Values of these names are sentences, also where they are short to begin with. */
const LONG_NAMES = /prompt|text|content|input|query|document|message|description|instruction/i;

/** A text: in a line, or in as many as it needs. */
export function TextField({ schema, value, path, onChange }: FieldProps): JSX.Element {
  const text = cellText(value);
  const id = idOf(path);
  const { maxLength, format } = schema;
  const isShort =
    typeof maxLength === 'number' ? maxLength <= LONG : !LONG_NAMES.test(String(path.at(-1))) && text.length <= LONG;
  if (isShort && !text.includes('\n')) {
    return (
      <input
        id={id}
        type="text"
        placeholder={typeof format === 'string' ? format : ''}
        value={text}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  }
  const rows = Math.min(12, Math.max(1, Math.ceil(text.length / LONG), text.split('\n').length));
  return <textarea id={id} rows={rows} value={text} onInput={({ currentTarget }) => onChange(currentTarget.value)} />;
}

/** One of several values, or, where they are only what training has shown, any other as well. */
export function ChoiceField({ schema, value, path, onChange }: FieldProps): JSX.Element {
  const { values, isBinding } = choicesOf(schema) ?? { values: [], isBinding: true };
  const id = idOf(path);
  if (!isBinding) {
    return (
      <>
        <input
          id={id}
          type="text"
          list={`${id}-seen`}
          value={cellText(value)}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
        <datalist id={`${id}-seen`}>
          {values.map((each) => (
            <option key={cellText(each)} value={cellText(each)} />
          ))}
        </datalist>
      </>
    );
  }
  const index = values.findIndex((each) => JSON.stringify(each) === JSON.stringify(value));
  return (
    <select
      id={id}
      value={String(index)}
      onChange={({ currentTarget }) => onChange(values[Number(currentTarget.value)])}
    >
      {index === -1 && <option value="-1">{shownText(cellText(value))}</option>}
      {values.map((each, position) => (
        <option key={position} value={String(position)}>
          {cellText(each) === '' ? '(empty)' : shownText(cellText(each))}
        </option>
      ))}
    </select>
  );
}

/** Yes or no. */
export function TruthField({ value, path, onChange }: FieldProps): JSX.Element {
  return (
    <input
      id={idOf(path)}
      type="checkbox"
      class="switch"
      role="switch"
      checked={value === true}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}
