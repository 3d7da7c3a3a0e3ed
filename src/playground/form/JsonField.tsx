import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { parseJson, prettyJson } from '../json/exact-json.ts';
import type { FieldProps } from './field-props.ts';
import { idOf } from './field-props.ts';

/** A value as JSON, where no field fits. It changes when what is typed is JSON. */
export function JsonField({ value, path, onChange }: FieldProps): JSX.Element {
  const written = value === undefined ? '' : prettyJson(value);
  const [text, setText] = useState(written);
  useEffect(() => setText((typed) => (sameJson(typed, written) ? typed : written)), [written]);
  const isJson = text === '' || sameJson(text, text);
  return (
    <textarea
      id={idOf(path)}
      class="code"
      spellcheck={false}
      aria-invalid={!isJson}
      rows={Math.min(12, Math.max(1, text.split('\n').length))}
      value={text}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value);
        try {
          onChange(parseJson(currentTarget.value));
        } catch {
          // Half a value: it is shown as such, and what was there stays.
        }
      }}
    />
  );
}

function sameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(parseJson(one)) === JSON.stringify(parseJson(other));
  } catch {
    return false;
  }
}
