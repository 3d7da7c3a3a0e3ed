import type { ScalarTag } from 'yaml';
import { Document, isScalar, Scalar, visit } from 'yaml';

import { ExactNumber } from './exact-number.ts';
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

/** Writes an exact number as its text. Nothing is read with this tag: what it writes is an int or a float. */
const exactTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof ExactNumber,
  resolve: (text) => text,
  stringify: ({ value }) => (value instanceof ExactNumber ? value.text : String(value)),
};

const WRITING = { ...yamlOptions, customTags: [exactTag, ...yamlOptions.customTags], aliasDuplicateObjects: false };

/** Writes a plain value, in which exact numbers may be, such that PyYAML reads the same one. Lists of numbers stand on one line. */
export function renderValue(value: unknown): RenderedValue {
  const document = new Document({ key: value }, WRITING);
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string' && endsInSpace(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
    Seq: (_key, list) => {
      list.flow = list.items.every((item) => isScalar(item) && isNumber(item.value));
    },
  });
  const [first = '', ...lines] = document.toString(LAYOUT).trimEnd().split('\n');
  return { head: first.slice('key: '.length), lines };
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** Whether the end of a text would be lost where it is not in quotes. One line feed is what a block of lines ends in. */
function endsInSpace(text: string): boolean {
  return text.replace(/\n$/, '') !== text.trimEnd() || text.trimEnd() === '';
}

/** Writes a plain value, in which exact numbers may be, on one line, as in `{a: 1, b: [2]}`. */
export function renderInline(value: unknown): string {
  const document = new Document([value], WRITING);
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'string' && scalar.value.includes('\n')) scalar.type = Scalar.QUOTE_DOUBLE;
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
