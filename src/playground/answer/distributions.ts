// Probabilities in an answer: shares that add up to one, with the names of what they are shares of.
import { cellText } from '../json/cell-text.ts';
import { isMap, toNumber } from '../json/exact-json.ts';
import type { Schema } from '../schema/schema.ts';
import { propertiesOf, resolve } from '../schema/schema.ts';

/** How likely each class is for one row. */
export interface Distribution {
  /** What the model has decided for; null where it has not said so. */
  readonly decided: string | null;
  readonly shares: readonly { readonly name: string; readonly share: number }[];
}

/** How far shares may be from adding up: they are rounded where they are written. */
const TOLERANCE = 0.02;

/** Decisions stand beside the shares under one of these names. */
const DECISIONS = ['predictions', 'prediction', 'labels', 'label', 'classes', 'class'];

/** The distributions of an answer, one a row; null where it has none. */
export function distributionsOf(value: unknown, schema: Schema | null): readonly Distribution[] | null {
  if (!isMap(value)) return rowsOf(value, classesIn(schema, schema), null);
  const properties = schema === null ? {} : propertiesOf(resolve(schema, schema));
  const decided = DECISIONS.map((key) => value[key]).find((each) => each !== undefined);
  for (const [key, member] of Object.entries(value)) {
    if (DECISIONS.includes(key)) continue;
    const classes = classesIn(properties[key], schema) ?? classesIn(properties['predictions'], schema);
    const rows = rowsOf(member, classes, decided);
    if (rows !== null) return rows;
  }
  return null;
}

function rowsOf(value: unknown, classes: readonly string[] | null, decided: unknown): Distribution[] | null {
  const alone = sharesOf(value, classes);
  if (alone !== null) {
    return [
      {
        shares: alone,
        decided:
          decided === undefined || decided === null ? null : cellText(Array.isArray(decided) ? decided[0] : decided),
      },
    ];
  }
  if (!Array.isArray(value) || value.length === 0) return null;
  const rows: Distribution[] = [];
  for (const [index, each] of value.entries()) {
    const shares = sharesOf(each, classes);
    if (shares === null) return null;
    rows.push({ shares, decided: Array.isArray(decided) ? cellText(decided[index]) : null });
  }
  return rows;
}

function sharesOf(value: unknown, classes: readonly string[] | null): Distribution['shares'] | null {
  const named = Array.isArray(value)
    ? value.map((each, index) => [classes?.[index] ?? String(index), toNumber(each)] as const)
    : isMap(value)
      ? Object.entries(value).map(([name, each]) => [name, toNumber(each)] as const)
      : [];
  if (named.length < 2 || named.some(([, share]) => share === null || share < 0 || share > 1)) return null;
  const shares = named.map(([name, share]) => ({ name, share: share ?? 0 }));
  const sum = shares.reduce((total, { share }) => total + share, 0);
  return Math.abs(sum - 1) > TOLERANCE ? null : shares;
}

/** The names of the classes, wherever below a schema they are said. */
function classesIn(given: unknown, root: Schema | null, depth = 0): readonly string[] | null {
  if (root === null || depth > 4) return null;
  const schema = resolve(given, root);
  const classes = schema['x-truss-classes'];
  if (Array.isArray(classes)) return classes.map(cellText);
  return schema['items'] === undefined ? null : classesIn(schema['items'], root, depth + 1);
}
