import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { cellText } from '../json/cell-text.ts';
import { numberOf, toNumber } from '../json/exact-json.ts';
import { boundsOf, shapeOf } from '../schema/schema.ts';
import type { FieldProps } from './field-props.ts';
import { idOf } from './field-props.ts';

/** A number: typed, or moved between bounds. Nothing is refused here: what the model takes, the server knows. */
export function NumberField({ schema, value, path, onChange }: FieldProps): JSX.Element {
  const [text, setText] = useState(cellText(value));
  // What somebody types is left alone while it means the value: `1.` on the way to `1.5`.
  useEffect(() => {
    if (Number(text) !== toNumber(value)) setText(cellText(value));
  }, [value]);
  const { min, max, seen } = boundsOf(schema);
  const range = min !== null && max !== null ? [min, max] : seen;
  const isWhole = shapeOf(schema) === 'integer';
  const change = (typed: string): void => {
    setText(typed);
    if (typed.trim() !== '' && Number.isFinite(Number(typed))) onChange(numberOf(typed.trim()));
  };
  return (
    <div class="number">
      <input
        id={idOf(path)}
        type="number"
        step={isWhole ? 1 : 'any'}
        {...(min !== null && { min })}
        {...(max !== null && { max })}
        value={text}
        onInput={({ currentTarget }) => change(currentTarget.value)}
      />
      {range !== null && range[0] !== undefined && range[1] !== undefined && range[0] < range[1] && (
        <input
          type="range"
          aria-label={`${String(path.at(-1) ?? 'value')}, on a scale`}
          min={range[0]}
          max={range[1]}
          step={isWhole ? 1 : (range[1] - range[0]) / 200}
          value={toNumber(value) ?? range[0]}
          onInput={({ currentTarget }) => change(onScale(currentTarget.value, isWhole))}
        />
      )}
    </div>
  );
}

/** A place on the scale as a number: one that need not be whole stays a float to Python where it happens to be. */
function onScale(value: string, isWhole: boolean): string {
  const text = String(Number(Number(value).toPrecision(4)));
  return isWhole || !/^-?\d+$/.test(text) ? text : `${text}.0`;
}
