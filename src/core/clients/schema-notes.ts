import { isRecord } from '../schema/json-schema.ts';

/** How much of a text from elsewhere goes into a comment. */
const MAX_LENGTH = 2000;

const SHOWN = [
  ['minimum', 'minimum'],
  ['exclusiveMinimum', 'greater than'],
  ['maximum', 'maximum'],
  ['exclusiveMaximum', 'less than'],
  ['minLength', 'minimum length'],
  ['maxLength', 'maximum length'],
  ['minItems', 'minimum number of items'],
  ['maxItems', 'maximum number of items'],
  ['default', 'default'],
  ['x-truss-seen', 'seen in training'],
  ['x-truss-categories', 'categories seen in training'],
  ['x-truss-classes', 'classes'],
] as const;

/** What a schema says of a value beside its type, a line each, for a comment. */
export function schemaNotes(schema: unknown): string[] {
  if (!isRecord(schema)) return [];
  const { description } = schema;
  const told = typeof description === 'string' ? [plainText(description)] : [];
  const bounds = SHOWN.flatMap(([key, word]) => (key in schema ? [`${word}: ${shown(schema[key])}`] : []));
  return [...told, ...bounds].filter((line) => line !== '');
}

/** A text from elsewhere without what could end a comment's line, or show it otherwise than it is. */
export function plainText(text: string): string {
  const plain = text
    .slice(0, MAX_LENGTH)
    .replaceAll(NOT_SHOWN, ' ')
    .replaceAll(/[ \t]*\n[ \t]*/g, '\n');
  return plain.toWellFormed().trim();
}

/** Control characters but the line feed, the separators of lines, marks of direction, and what nobody sees. */
export const NOT_SHOWN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function shown(value: unknown): string {
  return plainText(JSON.stringify(value) ?? '')
    .replaceAll('\n', ' ')
    .slice(0, 200);
}
