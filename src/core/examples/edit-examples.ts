// Changes some of the examples of a file, and leaves the others and their comments as the user wrote them.
import type { YAMLSeq } from 'yaml';
import { isNode, isSeq } from 'yaml';

import { withLineFeeds } from '../config/yaml/edit.ts';
import { parseExactJson, toExactJson } from '../config/yaml/exact-number.ts';
import { parseYaml } from '../config/yaml/parse-yaml.ts';
import { toPlainValue } from '../config/yaml/plain-value.ts';
import { isBlock, lineEnd, lineStart, nodeEnd } from '../config/yaml/span.ts';
import { toExampleForm } from './example-form.ts';
import type { Example } from './examples.ts';
import { parseExamples } from './examples.ts';
import type { NewExample } from './render-examples.ts';
import { renderExample, renderItem } from './render-examples.ts';

/**
 * Puts an example into a valid examples file: in the place of the one of its name, whose method it keeps, or behind the last. Nothing changes where it
 * is there already.
 */
export function putExample(text: string, example: NewExample): string {
  return withLineFeeds(text, (plain) => put(plain, example));
}

/** Makes a valid examples file hold these examples, of different names, in this order. Those that stay the same are not touched. */
export function replaceExamples(text: string, examples: readonly NewExample[]): string {
  return withLineFeeds(text, (plain) => {
    const wanted = examples.map(({ name }) => name);
    const gone = namesIn(plain).flatMap((name, index) => (wanted.includes(name) ? [] : [index]));
    // From the end, so that the indexes of those before stay what they are.
    const left = gone.reduceRight((rest, index) => replaceItem(rest, index, ''), plain);
    const changed = examples.reduce(put, left);
    return JSON.stringify(namesIn(changed)) === JSON.stringify(wanted) ? changed : rewrite(changed, examples);
  });
}

function put(text: string, example: NewExample): string {
  const present = parseExamples(text, '').examples;
  const index = present.findIndex(({ name }) => name === example.name);
  const list = blockList(text);
  if (list === null) {
    const others = present.filter(({ name }) => name !== example.name);
    return rewrite(text, [...others, example]);
  }
  if (index === -1) {
    const end = lineEnd(text, nodeEnd(text, list));
    return `${text.slice(0, end)}\n${rendered(text, list, example)}${text.slice(end + 1)}`;
  }
  const old = present[index];
  if (old === undefined || isSame(old, example)) return text;
  return replaceItem(text, index, rendered(text, list, { method: old.method, ...example }));
}

function isSame(present: Example, given: NewExample): boolean {
  if ('body' in given) return 'body' in present && present.body === toExactJson(parseExactJson(given.body));
  if ('inputFile' in given && given.inputFile !== null) return present.inputFile === given.inputFile;
  return 'form' in given && JSON.stringify(present.form) === JSON.stringify(toExampleForm(given.form));
}

/** `written`: whole lines, or nothing. */
function replaceItem(text: string, index: number, written: string): string {
  const item = blockList(text)?.items[index];
  const start = lineStart(text, offsetOf(item));
  return text.slice(0, start) + written + text.slice(lineEnd(text, nodeEnd(text, item)) + 1);
}

/** Writes the whole list anew; what stands above it stays, and so do further keys of an example whose input stays. */
function rewrite(text: string, examples: readonly NewExample[]): string {
  const parsed = parseYaml(text);
  const root = 'kind' in parsed ? null : parsed.document.contents;
  const items = 'kind' in parsed ? null : toPlainValue(parsed, { exactNumbers: true }).value;
  const present = parseExamples(text, '').examples;
  const written = examples.map((example) => {
    const index = present.findIndex(({ name }) => name === example.name);
    const old = present[index];
    if (old === undefined) return renderExample(example);
    const isKept = Array.isArray(items) && isSame(old, example);
    return isKept ? renderItem(items[index]) : renderExample({ method: old.method, ...example });
  });
  if (root === null || !isSeq(root)) {
    return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${written.join('')}`;
  }
  const start = isBlock(root) ? lineStart(text, offsetOf(root)) : offsetOf(root);
  return text.slice(0, start) + (written.join('') || '[]\n') + text.slice(lineEnd(text, nodeEnd(text, root)) + 1);
}

function rendered(text: string, list: YAMLSeq, example: NewExample): string {
  const indent = ' '.repeat(offsetOf(list) - lineStart(text, offsetOf(list)));
  return renderExample(example).replaceAll(/^(?=.)/gm, indent);
}

/** The list of a file that is written over lines of its own; null for an empty one, or one in brackets. */
function blockList(text: string): YAMLSeq | null {
  const parsed = parseYaml(text);
  const root: unknown = 'kind' in parsed ? null : parsed.document.contents;
  return isBlock(root) && isSeq(root) ? root : null;
}

function namesIn(text: string): string[] {
  return parseExamples(text, '').examples.map(({ name }) => name);
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
