// Where the parts of a YAML text begin and end. A node's own range may reach over comments that belong to what comes next, so that
// edits are made on the ends of what was really written.
import type { Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isMap, isNode, isPair, isScalar, isSeq } from 'yaml';

/** Whether a list or map is written over lines of its own, without brackets. */
export function isBlock(node: unknown): node is YAMLMap | YAMLSeq {
  return (isMap(node) || isSeq(node)) && node.flow !== true && node.items.length > 0;
}

/** The offset behind the colon of a pair. */
export function afterColon(text: string, pair: Pair): number {
  const keyEnd = isNode(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
  return text.indexOf(':', keyEnd) + 1;
}

/** The offset behind the last character of a pair: of its value, or of the colon. */
export function pairEnd(text: string, pair: Pair): number {
  return Math.max(afterColon(text, pair), nodeEnd(text, pair.value));
}

/** The offset behind the last character of a node; 0 for one of no characters. */
export function nodeEnd(text: string, node: unknown): number {
  if (isBlock(node)) {
    const last: unknown = node.items.at(-1);
    return isPair(last) ? pairEnd(text, last) : nodeEnd(text, last);
  }
  if (!isNode(node) || (isScalar(node) && node.source === '' && node.type === 'PLAIN')) return 0;
  // A block scalar's range reaches over the empty lines below it.
  return text.slice(0, node.range?.[1] ?? 0).trimEnd().length;
}

/** The offset of the first character of the line that an offset is on. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the line feed that ends the line, or of the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}
