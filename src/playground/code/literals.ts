// Values of JSON in other languages.
import { isMap, isWrittenNumber, prettyJson } from '../json/exact-json.ts';

const WIDTH = 76;

/** A value as Python writes it. */
export function pythonLiteral(value: unknown, indent = ''): string {
  const short = pythonLine(value);
  if (short.length + indent.length <= WIDTH) return short;
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${inner}${pythonLiteral(item, inner)},\n`).join('')}${indent}]`;
  }
  if (!isMap(value)) return short;
  const members = Object.entries(value).map(
    ([key, member]) => `${inner}${pythonText(key)}: ${pythonLiteral(member, inner)},\n`,
  );
  return `{\n${members.join('')}${indent}}`;
}

function pythonLine(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (isWrittenNumber(value)) return value.rawJSON;
  if (typeof value === 'string') return pythonText(value);
  if (Array.isArray(value)) return `[${value.map(pythonLine).join(', ')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${pythonText(key)}: ${pythonLine(member)}`)
    .join(', ')}}`;
}

/** A text in Python: all escapes of JSON but the pairs of surrogates mean the same there, and JSON leaves those as they are. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}

/** A value as TypeScript writes it. */
export function scriptLiteral(value: unknown): string {
  return prettyJson(value);
}
