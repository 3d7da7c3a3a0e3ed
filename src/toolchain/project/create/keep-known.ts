// A model that is made anew: what somebody has written of the columns of the former one is not known to the object.
import type { Config } from '../../../core/config/config.ts';

type Signature = NonNullable<Config['signature']>;
type Tensors = Signature['inputs'] | Signature['outputs'];

/** A signature as it was decided, with the names of columns and classes that the config has of the same tensors, where the new model says none. */
export function keepKnown(decided: unknown, former: Config['signature']): unknown {
  if (!isRecord(decided) || former === null) return decided;
  const { inputs, outputs } = decided;
  return { ...decided, inputs: kept(inputs, former.inputs), outputs: kept(outputs, former.outputs) };
}

function kept(tensors: unknown, former: Tensors): unknown {
  if (!Array.isArray(tensors)) return tensors;
  return tensors.map((tensor: unknown) => {
    const was = isRecord(tensor) ? former.find((each) => isSame(each, tensor)) : undefined;
    if (was === undefined || !isRecord(tensor)) return tensor;
    const columns = 'columns' in was ? was.columns : undefined;
    const classes = 'classes' in was ? was.classes : undefined;
    return {
      ...tensor,
      ...(columns !== undefined && { columns: withNames(columns, tensor['columns']) }),
      ...(classes !== undefined && tensor['classes'] === undefined && { classes }),
    };
  });
}

/** The columns of before, with all that is known of them now. */
function withNames(columns: NonNullable<Signature['inputs'][number]['columns']>, now: unknown): unknown[] {
  return columns.map((column, index): unknown => {
    const known: unknown = Array.isArray(now) ? now[index] : undefined;
    return isRecord(known) ? { ...(column.name !== undefined && { name: column.name }), ...known } : column;
  });
}

function isSame(was: Tensors[number], tensor: Readonly<Record<string, unknown>>): boolean {
  const { name, datatype, shape } = was;
  return (
    name === tensor['name'] &&
    datatype === tensor['datatype'] &&
    JSON.stringify(shape) === JSON.stringify(tensor['shape'])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
