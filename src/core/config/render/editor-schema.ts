// A schema of what the config is, as one of what may be written: the reader is more lenient than its types are.
type Schema = Readonly<Record<string, unknown>>;

/** What ../check/as-meant.ts reads as a number, and as true or false; YAML 1.2, which editors read, has `yes` for a text. */
const NUMBER = String.raw`^\s*[+-]?\d+(?:\.\d+)?\s*$`;
const TRUTH =
  '^\\s*(?:[tT][rR][uU][eE]|[yY][eE][sS]|[oO][nN]|[yYtT1]|[fF][aA][lL][sS][eE]|[nN][oO]|[oO][fF][fF]|[nNfF0])\\s*$';

/** Keywords that hold schemas. */
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const SINGLES = ['items', 'additionalProperties'];

/** The schema of a map of known keys, or of any other value. */
export function asEditorsRead(schema: object): Schema {
  const read: Record<string, unknown> = { ...lenient({ ...schema }) };
  // A suggestion of nothing is none: editors leave out a key whose value they would have to make up.
  if (isEmpty(read['default'])) delete read['default'];
  for (const keyword of LISTS) {
    const schemas = read[keyword];
    if (Array.isArray(schemas)) read[keyword] = schemas.map((each: object) => asEditorsRead(each));
  }
  for (const keyword of SINGLES) {
    if (isSchema(read[keyword])) read[keyword] = asEditorsRead(read[keyword]);
  }
  const { properties } = read;
  if (!isSchema(properties)) return read;
  // A key that nobody knows is the model's own, and one with nothing behind it counts as absent.
  delete read['additionalProperties'];
  const members = Object.entries(properties).map(([key, member]) => [key, orNothing(asEditorsRead(Object(member)))]);
  return { ...read, properties: Object.fromEntries(members) };
}

/** Numbers and truth values may stand in quotes, and numbers without where text is wanted that is not of a certain form. */
function lenient(schema: Schema): Schema {
  const types = typesOf(schema);
  if (types.includes('boolean') && !types.includes('string')) {
    return { ...schema, type: [...types, 'string', 'integer'], pattern: TRUTH, minimum: 0, maximum: 1 };
  }
  const isNumber = types.includes('integer') || types.includes('number');
  if (isNumber && !types.includes('string')) return { ...schema, type: [...types, 'string'], pattern: NUMBER };
  const isFree = types.includes('string') && !['pattern', 'enum', 'const', 'format'].some((word) => word in schema);
  return isFree && !isNumber ? { ...schema, type: [...types, 'number'] } : schema;
}

function orNothing(schema: Schema): Schema {
  const { anyOf } = schema;
  if (Array.isArray(anyOf)) {
    const hasNull = anyOf.some((each: Schema) => typesOf(each).includes('null'));
    return hasNull ? schema : { ...schema, anyOf: [...anyOf, { type: 'null' }] };
  }
  const types = typesOf(schema);
  if (types.length === 0 || types.includes('null')) return schema;
  const values = schema['enum'];
  return { ...schema, type: [...types, 'null'], ...(Array.isArray(values) && { enum: [...values, null] }) };
}

function typesOf({ type }: Schema): readonly unknown[] {
  if (Array.isArray(type)) return type;
  return type === undefined ? [] : [type];
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
