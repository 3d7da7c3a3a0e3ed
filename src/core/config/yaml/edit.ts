// Changes one value of a YAML text and leaves every other character as the user wrote it: the document is only read, to find out which
// characters to replace. (Writing the whole document anew would move comments and blank lines.)
import type { Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';

import { parseYaml } from './parse-yaml.ts';
import type { ParsedYaml } from './parsed-yaml.ts';
import { toPlainValue } from './plain-value.ts';
import type { RenderedValue } from './render-value.ts';
import { renderInline, renderValue, withComment } from './render-value.ts';
import { afterColon, isBlock, lineEnd, lineStart, nodeEnd, pairEnd } from './span.ts';

/** The keys and indexes that lead to a value; at least one. */
export type EditPath = readonly (string | number)[];

/**
 * Sets a value of a valid YAML text, and makes the maps on the way to it where they are missing. Setting the index behind the
 * end of a list appends. Comments, order and the layout of everything else stay.
 */
export function setIn(text: string, path: EditPath, value: unknown): string {
  return withLineFeeds(text, (plain) => setMember(plain, path, value));
}

/** Removes a key or an item of a valid YAML text, and the comment on its line. What is not there is no error. */
export function removeIn(text: string, path: EditPath): string {
  return withLineFeeds(text, (plain) => removeMember(plain, path));
}

/** Puts a comment behind a value that ends its line and has none yet. What is not there is no error. */
export function commentIn(text: string, path: EditPath, comment: string): string {
  return withLineFeeds(text, (plain) => {
    const end = nodeEnd(plain, reparse(plain).document.getIn(path, true));
    const isLast = end > 0 && plain.slice(end, lineEnd(plain, end)).trim() === '';
    return isLast ? withComment(plain.slice(0, end), comment) + plain.slice(end) : plain;
  });
}

/** Edits a text whose lines end in CR LF as if they ended in LF. */
export function withLineFeeds(text: string, edit: (text: string) => string): string {
  return text.includes('\r\n') ? edit(text.replaceAll('\r\n', '\n')).replaceAll('\n', '\r\n') : edit(text);
}

function setMember(text: string, path: EditPath, value: unknown): string {
  const parsed = reparse(text);
  const parentPath = path.slice(0, -1);
  const key = path.at(-1) ?? '';
  const parent: unknown = path.length === 1 ? parsed.document.contents : parsed.document.getIn(parentPath, true);
  if (typeof key === 'string' && isMap(parent) && isBlock(parent)) {
    const pair = findPair(parent, key);
    if (pair === undefined) return addPair(text, parent, { key, value });
    return startsItsLine(text, pair) || startsItsItem(text, pair)
      ? replaceValue(text, pair, value)
      : setWithParent(parsed, text, path, value);
  }
  if (typeof key === 'number' && isSeq(parent) && isBlock(parent)) {
    const item = parent.items[key];
    if (item === undefined) return appendItem(text, parent, value);
    const isOneLine = isScalar(item) || isAlias(item) || ((isMap(item) || isSeq(item)) && item.flow === true);
    return isOneLine ? replaceNode(text, item.range, renderInline(value)) : setWithParent(parsed, text, path, value);
  }
  return setWithParent(parsed, text, path, value);
}

function removeMember(text: string, path: EditPath): string {
  const parsed = reparse(text);
  const key = path.at(-1) ?? '';
  const parent: unknown = path.length === 1 ? parsed.document.contents : parsed.document.getIn(path.slice(0, -1), true);
  if (typeof key === 'number' && isSeq(parent)) return removeItem({ parsed, text, parent }, path, key);
  const pair = typeof key === 'string' && isMap(parent) ? findPair(parent, key) : undefined;
  if (pair === undefined || !isMap(parent)) return text;

  if (!isBlock(parent) || !startsItsLine(text, pair)) return setWithParent(parsed, text, path, undefined);
  const start = lineStart(text, offsetOf(pair.key));
  return text.slice(0, start) + text.slice(lineEnd(text, pairEnd(text, pair)) + 1);
}

interface ListPlace {
  readonly parsed: ParsedYaml;
  readonly text: string;
  readonly parent: YAMLSeq;
}

function removeItem({ parsed, text, parent }: ListPlace, path: EditPath, index: number): string {
  const item = parent.items[index];
  if (item === undefined) return text;
  if (parent.items.length === 1) {
    // Without brackets an empty list would be nothing at all.
    return setMember(text, path.slice(0, -1), []);
  }
  const start = lineStart(text, offsetOf(item));
  if (!isBlock(parent) || text.slice(start, offsetOf(item)).trim() !== '-') {
    return setWithParent(parsed, text, path, undefined);
  }
  return text.slice(0, start) + text.slice(lineEnd(text, Math.max(offsetOf(item), nodeEnd(text, item))) + 1);
}

function reparse(text: string): ParsedYaml {
  const parsed = parseYaml(text);
  if ('kind' in parsed) throw new Error(`only valid YAML can be edited: ${parsed.message}`);
  return parsed;
}

/** The last pair with a key: it is the one that counts. */
function findPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function startsItsLine(text: string, pair: Pair): boolean {
  const start = offsetOf(pair.key);
  return text.slice(lineStart(text, start), start).trim() === '';
}

/** Whether a pair is the first of an item of a list: `- key: value`. */
function startsItsItem(text: string, pair: Pair): boolean {
  const start = offsetOf(pair.key);
  return /^ *(?:- +)+$/.test(text.slice(lineStart(text, start), start));
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** For a parent that is missing, in brackets, or an alias: the parent is written anew with the value in it. */
function setWithParent(parsed: ParsedYaml, text: string, path: EditPath, value: unknown): string {
  const parentPath = path.slice(0, -1);
  const node: unknown = parentPath.length === 0 ? parsed.document.contents : parsed.document.getIn(parentPath, true);
  const changed = withMember(plainAt(parsed, parentPath), path.at(-1) ?? '', value);
  if (parentPath.length > 0) return setMember(text, parentPath, changed);

  if (isMap(node) || isSeq(node)) return replaceNode(text, node.range, renderInline(changed));
  // Nothing but comments so far.
  const lines = Object.entries(changed).map(([key, inner]) => pairText({ key, value: inner }, 0));
  return `${ensureLineFeed(text)}${lines.join('\n')}\n`;
}

function plainAt(parsed: ParsedYaml, path: EditPath): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    toPlainValue(parsed, { exactNumbers: true }).value,
  );
}

/** A copy of a map or list with one member set, or removed where the value is undefined. */
function withMember(parent: unknown, key: string | number, value: unknown): object {
  if (typeof key === 'number') {
    const items: unknown[] = Array.isArray(parent) ? [...parent] : [];
    return value === undefined ? items.toSpliced(key, 1) : items.toSpliced(key, 1, value);
  }
  const entries = Object.entries(typeof parent === 'object' && parent !== null ? parent : {});
  const others = entries.filter(([name]) => name !== key);
  if (value === undefined) return Object.fromEntries(others);
  return entries.length === others.length
    ? Object.fromEntries([...entries, [key, value]])
    : Object.fromEntries(entries.map(([name, old]) => [name, name === key ? value : old]));
}

function replaceNode(text: string, range: readonly number[] | null | undefined, written: string): string {
  const [start = 0, end = 0] = range ?? [];
  return text.slice(0, start) + written + text.slice(end);
}

function replaceValue(text: string, pair: Pair, value: unknown): string {
  const colon = afterColon(text, pair);
  const end = pairEnd(text, pair);
  const old = pair.value;
  const isFlow = (isMap(old) || isSeq(old)) && old.flow === true && old.items.length > 0;
  const column = columnOf(text, offsetOf(pair.key));
  const rendered = renderValue(value);
  const isInline = isFlow || (hasTextBlock(rendered) && isAboveInnerComment(text, end, column));
  const { head, lines } = isInline ? { head: renderInline(value), lines: [] } : rendered;
  const indent = ' '.repeat(column);
  const written = head === '' ? '' : ` ${head}`;
  const below = lines.map((line) => `\n${indent}${line}`).join('');
  if (isBlock(old)) {
    // A comment behind the key stays; what stood behind the last item of the old value goes with it.
    const keyLine = text.slice(colon, lineEnd(text, colon));
    return text.slice(0, colon) + written + keyLine + below + text.slice(lineEnd(text, end));
  }
  const comment = text.slice(end, lineEnd(text, end));
  return text.slice(0, colon) + written + comment + below + text.slice(lineEnd(text, end));
}

/** Whether a value has a text over several lines, of which every deeper line below would become a part. */
function hasTextBlock({ head, lines }: RenderedValue): boolean {
  return [head, ...lines].some((line) => /(?:^|\s)[|>][-+\d]*$/.test(line));
}

/** Whether the next thing below is a comment that is indented deeper than `column`. */
function isAboveInnerComment(text: string, offset: number, column: number): boolean {
  const [, indent = ''] = /^(?:[^\S\n]*\n)+( *)#/.exec(text.slice(lineEnd(text, offset))) ?? [];
  return indent.length > column;
}

interface NewPair {
  readonly key: string;
  readonly value: unknown;
}

function addPair(text: string, map: YAMLMap, pair: NewPair): string {
  const column = columnOf(text, offsetOf(map.items[0]?.key));
  const end = afterInnerComments(text, lineEnd(text, nodeEnd(text, map)), column);
  const before = ensureLineFeed(text.slice(0, end));
  const written = pairText(pair, column);
  // Blocks at the top level are set apart from each other.
  const gap = column === 0 && written.includes('\n') && !before.endsWith('\n\n') ? '\n' : '';
  return `${before}${gap}${written}${text.slice(end) || '\n'}`;
}

function pairText({ key, value }: NewPair, column: number): string {
  const { head, lines } = renderValue(value);
  const indent = ' '.repeat(column);
  return [`${indent}${renderInline(key)}:${head === '' ? '' : ` ${head}`}`, ...lines.map((line) => indent + line)].join(
    '\n',
  );
}

/** Skips the comments right below that are indented deeper than `column`: they belong to what stands above them. */
function afterInnerComments(text: string, offset: number, column: number): number {
  let end = offset;
  for (;;) {
    const next = text.slice(end + 1, lineEnd(text, end + 1));
    if (!/^\s*#/.test(next) || next.search(/\S/) <= column) return end;
    end = lineEnd(text, end + 1);
  }
}

function appendItem(text: string, list: YAMLSeq, value: unknown): string {
  const indent = ' '.repeat(columnOf(text, offsetOf(list)));
  const end = lineEnd(text, nodeEnd(text, list));
  return `${text.slice(0, end)}\n${indent}- ${renderInline(value)}${text.slice(end)}`;
}

function ensureLineFeed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
