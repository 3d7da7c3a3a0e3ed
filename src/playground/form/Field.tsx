// From a schema and a value to the field that edits it.
import type { JSX } from 'preact';

import { isMap, ownMember } from '../json/exact-json.ts';
import { sampleFor } from '../schema/sample.ts';
import type { Schema, Shape } from '../schema/schema.ts';
import {
  alternatives,
  choicesOf,
  eitherOf,
  isNullable,
  itemsOf,
  propertiesOf,
  requiredOf,
  resolve,
  shapeOf,
  shapeOfValue,
} from '../schema/schema.ts';
import { shownText } from '../show/shown-text.ts';
import { ChatField, isChat } from './ChatField.tsx';
import type { FieldProps } from './field-props.ts';
import { InlineFileField } from './InlineFileField.tsx';
import { JsonField } from './JsonField.tsx';
import { Labelled } from './Labelled.tsx';
import { ListTools, ScalarList } from './ListField.tsx';
import { NumberField } from './NumberField.tsx';
import type { Row } from './table.ts';
import { layoutOf } from './table.ts';
import { TableField } from './TableField.tsx';
import { ChoiceField, TextField, TruthField } from './TextField.tsx';

/** Deeper, a value is edited as text. */
const MAX_DEPTH = 6;

/** The field of any value, with its name. */
export function Field(props: FieldProps): JSX.Element {
  const schema = meant(props);
  const inner = { ...props, schema };
  if (props.path.length === 0) return <Control {...inner} />;
  const aside = <Aside {...props} />;
  const { path, failures } = props;
  return (
    <Labelled schema={schema} path={path} failures={failures} aside={aside}>
      <Control {...inner} />
    </Labelled>
  );
}

/** Of several schemas the one that the value looks like. */
function meant({ schema, root, value }: FieldProps): Schema {
  const each = alternatives(schema, root);
  const shape = shapeOfValue(value);
  const found = each.find((one) => fits(shapeOf(one), shape)) ?? resolve(schema, root);
  return { ...found, [EITHER]: eitherOf(schema) };
}

/** Where the names are kept of which one is enough, when the alternatives that say so have been followed. */
const EITHER = 'x-either';

/** Whether a field for this can show a value like that. */
function fits(said: Shape, is: Shape): boolean {
  return said === is || said === 'any' || (said === 'integer' && is === 'number');
}

function Control(props: FieldProps): JSX.Element {
  const { schema, value, path } = props;
  const shape = shapeOf(schema) === 'any' ? shapeOfValue(value) : shapeOf(schema);
  if (path.length > MAX_DEPTH || (value !== undefined && !fits(shape, shapeOfValue(value)))) {
    return <JsonField {...props} />;
  }
  if (choicesOf(schema) !== null) return <ChoiceField {...props} />;
  switch (shape) {
    case 'boolean':
      return <TruthField {...props} />;
    case 'number':
    case 'integer':
      return <NumberField {...props} />;
    case 'string':
      return schema['contentEncoding'] === 'base64' ? <InlineFileField {...props} /> : <TextField {...props} />;
    case 'array':
      return <ArrayControl {...props} value={Array.isArray(value) ? (value as unknown[]) : []} />;
    case 'object':
      return <ObjectControl {...props} value={isMap(value) ? value : {}} />;
    case 'any':
    case 'null':
    default:
      return <JsonField {...props} />;
  }
}

function ArrayControl(props: FieldProps<readonly unknown[]>): JSX.Element {
  const { schema, root, value, path, onChange } = props;
  if (isChat(value, path)) {
    return <ChatField {...props} value={value as readonly Readonly<Record<string, unknown>>[]} />;
  }
  const layout = layoutOf(schema, root, value);
  if (layout !== null) return <TableField {...props} value={value as readonly Row[]} layout={layout} />;
  const isNested = value.some((each) => Array.isArray(each) || isMap(each));
  if (!isNested) return <ScalarList {...props} />;
  if (value.length > MAX_ITEMS) return <JsonField {...props} />;
  return (
    <div class="nested">
      {value.map((each, index) => (
        <div class="nested-item" key={index}>
          <Field
            {...props}
            schema={itemsOf(schema, root, index)}
            value={each}
            path={[...path, index]}
            onChange={(changed) => onChange(value.with(index, changed))}
          />
          <button
            type="button"
            class="icon"
            aria-label={`Remove item ${index + 1}`}
            onClick={() => onChange(value.toSpliced(index, 1))}
          >
            ×
          </button>
        </div>
      ))}
      <ListTools {...{ schema, root, value, onChange }} />
    </div>
  );
}

const MAX_ITEMS = 20;

function ObjectControl(props: FieldProps<Readonly<Record<string, unknown>>>): JSX.Element {
  const { schema, root, value, path, onChange, failures } = props;
  const properties = propertiesOf(schema);
  const names = [...new Set([...Object.keys(properties), ...Object.keys(value)])];
  const present = names.filter((name) => Object.hasOwn(value, name) || requiredOf(schema).includes(name));
  const either = Array.isArray(schema[EITHER]) ? (schema[EITHER] as unknown[]) : [];
  const isEnough = either.some((name) => present.includes(String(name)));
  const absent = names.filter((name) => !present.includes(name) && !(isEnough && either.includes(name)));
  const schemaOf = (name: string): Schema => {
    const property = ownMember(properties, name);
    return isMap(property) ? property : {};
  };
  const without = (name: string): void =>
    onChange(Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)));
  return (
    <div class={path.length === 0 ? 'members' : 'members members-nested'}>
      {present.map((name) => (
        <Field
          key={name}
          schema={schemaOf(name)}
          root={root}
          value={ownMember(value, name)}
          path={[...path, name]}
          failures={failures}
          onChange={(changed) => (changed === undefined ? without(name) : onChange({ ...value, [name]: changed }))}
        />
      ))}
      {absent.length > 0 && (
        <div class="absent">
          {absent.map((name) => (
            <button
              type="button"
              class="chip"
              key={name}
              onClick={() => onChange({ ...value, [name]: sampleOfSome(schemaOf(name), root) })}
            >
              + {shownText(name)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** A value for whoever wants one: not the null that stands for none. */
function sampleOfSome(schema: Schema, root: Schema): unknown {
  const { default: fallback = null } = resolve(schema, root);
  return fallback ?? sampleFor({ ...resolve(schema, root), default: undefined }, root, 1);
}

/** What a kind of value is called. */
const WORDS: Readonly<Record<Shape, string>> = {
  object: 'by name',
  array: 'list',
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'yes or no',
  null: 'null',
  any: 'anything',
};

/** What else a value may be: another kind, null, or not there at all. */
function Aside({ schema, root, value, path, onChange }: FieldProps): JSX.Element | null {
  const each = alternatives(schema, root);
  const name = String(path.at(-1));
  const kinds = [...new Set(each.map(shapeOf))];
  const current = kinds.findIndex((kind) => fits(kind, shapeOfValue(value)));
  return (
    <>
      {kinds.length > 1 && (
        <select
          class="kind"
          aria-label={`What kind of value ${name} is`}
          value={String(current)}
          onChange={({ currentTarget }) =>
            onChange(
              sampleFor(
                each.find((one) => shapeOf(one) === kinds[Number(currentTarget.value)]),
                root,
                1,
              ),
            )
          }
        >
          {kinds.map((kind, index) => (
            <option key={kind} value={String(index)}>
              {WORDS[kind]}
            </option>
          ))}
        </select>
      )}
      {isNullable(schema, root) && (
        <label class="null">
          <input
            type="checkbox"
            checked={value === null}
            onChange={({ currentTarget }) => onChange(currentTarget.checked ? null : sampleOfSome(schema, root))}
          />
          null
        </label>
      )}
    </>
  );
}
