import type { ComponentChildren, JSX } from 'preact';

import { boundsOf, labelOf, shapeOf } from '../schema/schema.ts';
import { shownText } from '../show/shown-text.ts';
import type { FieldProps } from './field-props.ts';
import { failureAt, idOf } from './field-props.ts';

interface LabelledProps extends Pick<FieldProps, 'schema' | 'path' | 'failures'> {
  readonly children: ComponentChildren;
  /** Beside the name: how to change what kind of value it is, or to take it away. */
  readonly aside?: ComponentChildren;
}

/** The name of a value, its bounds, what it means, and what the server has found wrong with it. */
export function Labelled({ schema, path, failures, children, aside }: LabelledProps): JSX.Element {
  const failure = failureAt(failures, path);
  const id = idOf(path);
  const { description } = schema;
  const name = path.at(-1) ?? 'body';
  return (
    <div class={failure === null ? 'field' : 'field field-wrong'}>
      <div class="field-head">
        <label for={id}>{shownText(typeof name === 'number' ? `${name + 1}` : labelOf(schema, name))}</label>
        <span class="field-hint">{boundsText(schema)}</span>
        {aside}
      </div>
      {children}
      {typeof description === 'string' && <p class="field-about">{shownText(description)}</p>}
      {failure !== null && (
        <p class="field-failure" id={`${id}-failure`}>
          {shownText(failure)}
        </p>
      )}
    </div>
  );
}

/** What may, and what usually does stand here. */
export function boundsText(schema: Parameters<typeof boundsOf>[0]): string {
  const { min, max, seen } = boundsOf(schema);
  const kind = shapeOf(schema) === 'integer' ? 'whole number' : '';
  if (min !== null && max !== null) return `${kind} ${min} to ${max}`.trim();
  if (min !== null) return `${kind} from ${min}`.trim();
  if (max !== null) return `${kind} up to ${max}`.trim();
  if (seen !== null) return `seen ${Number(seen[0].toPrecision(4))} to ${Number(seen[1].toPrecision(4))}`;
  return kind;
}
