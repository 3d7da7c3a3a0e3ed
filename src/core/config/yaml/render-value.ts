import { Document, isScalar, Scalar, visit } from 'yaml';

import { yamlOptions } from './parse-yaml.ts';

/** A value as YAML text. */
export interface RenderedValue {
  /** What stands on the line of the key; empty for lists and maps. */
  readonly head: string;
  /** The lines below, indented by two spaces more than the key; empty for a value of one line. */
  readonly lines: readonly string[];
}

/** Long texts stay on one line: folding makes them hard to find and to compare. */
const LAYOUT = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER, flowCollectionPadding: false };

/** Writes a plain value such that PyYAML reads the same one. Lists of numbers, as shapes are, stand on one line. */
export function renderValue(value: unknown): RenderedValue {
  const document = new Document({ key: value }, { ...yamlOptions, aliasDuplicateObjects: false });
  visit(document, {
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
