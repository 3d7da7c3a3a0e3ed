import { Document, isScalar, Scalar, visit } from 'yaml';

import { yamlOptions } from './parse-yaml.ts';
import { FLOAT_FORMAT } from './python-scalars.ts';

/** A value as YAML text. */
export interface RenderedValue {
  /** What stands on the line of the key; empty for lists and maps. */
  readonly head: string;
  /** The lines below, indented by two spaces more than the key; empty for a value of one line. */
  readonly lines: readonly string[];
}

/** Long texts stay on one line: folding makes them hard to find and to compare. */
const LAYOUT = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER, flowCollectionPadding: false };

/**
 * Writes a plain value such that PyYAML reads the same one. Lists of numbers, as shapes are, stand on one line.
 *
 * `floats`: every number is one that Python reads as a float: `1.0`.
 */
export function renderValue(value: unknown, options: { readonly floats?: boolean } = {}): RenderedValue {
  const document = new Document({ key: value }, { ...yamlOptions, aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, scalar) => {
      if (options.floats === true && typeof scalar.value === 'number') {
        scalar.format = FLOAT_FORMAT;
      }
    },
    Seq: (_key, list) => {
      list.flow = list.items.every((item) => isScalar(item) && typeof item.value === 'number');
    },
  });
  const [first = '', ...lines] = document.toString(LAYOUT).trimEnd().split('\n');
  return { head: first.slice('key:'.length).trim(), lines };
}

/** Writes a plain value on one line, as in `{a: 1, b: [2]}`. */
export function renderInline(value: unknown): string {
  const document = new Document([value], { ...yamlOptions, aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string' && scalar.value.includes('\n')) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return document
    .toString({ ...LAYOUT, collectionStyle: 'flow' })
    .trim()
    .slice(1, -1);
}

/** A line with a comment behind it. */
export function withComment(line: string, comment: string | undefined): string {
  return comment === undefined || comment === '' ? line : `${line}  # ${comment.replaceAll(/\s+/g, ' ')}`;
}
