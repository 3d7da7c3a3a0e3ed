import type { Alias, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, visit } from 'yaml';

import { ExactNumber, needsExactText } from './exact-number.ts';
import type { ParsedYaml } from './parsed-yaml.ts';
import type { YamlProblem } from './problem.ts';
import { FLOAT_FORMAT } from './python-scalars.ts';

/** Deeper documents only serve to exhaust a stack. */
const MAX_DEPTH = 200;

/** How many nodes aliases may repeat. A few lines of nested aliases stand for billions of nodes otherwise. */
const MAX_REPEATED_NODES = 10_000;

type Path = readonly (string | number)[];

/** What one conversion knows. */
interface Reading {
  readonly parsed: ParsedYaml;
  readonly exactNumbers: boolean;
  readonly isText: (path: Path) => boolean;
  readonly targets: ReadonlyMap<Alias, Node | undefined>;
  readonly problems: YamlProblem[];
  /** The nodes that are being read, to notice an alias inside of what it stands for. */
  readonly open: Set<Node>;
  repeatedNodes: number;
  aliasDepth: number;
}

/**
 * Makes plain values (maps, lists, text, numbers, booleans, null) of a document, as PyYAML's safe loader does. Keys that are
 * not text become what `json.dumps` makes of them.
 *
 * `exactNumbers`: keep numbers that JavaScript would change as `ExactNumber`. `isText`: whether a number at a path is
 * the text that stands in the file.
 */
export function toPlainValue(
  parsed: ParsedYaml,
  options: { readonly exactNumbers?: boolean; readonly isText?: (path: Path) => boolean } = {},
): { readonly value: unknown; readonly problems: readonly YamlProblem[] } {
  const reading: Reading = {
    parsed,
    exactNumbers: options.exactNumbers ?? false,
    isText: options.isText ?? ((): boolean => false),
    targets: findAliasTargets(parsed),
    problems: [],
    open: new Set(),
    repeatedNodes: 0,
    aliasDepth: 0,
  };
  const value = readNode(reading, parsed.document.contents, []);
  return { value, problems: reading.problems };
}

/** Finds what each alias stands for: the last node above it with that anchor. */
function findAliasTargets({ document }: ParsedYaml): Map<Alias, Node | undefined> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node | undefined>();
  visit(document, (_key, node) => {
    if (isAlias(node)) targets.set(node, anchors.get(node.source));
    else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return targets;
}

function readNode(reading: Reading, node: unknown, path: Path): unknown {
  if (isScalar(node)) return readScalar(reading, node, path);

  if (!isNode(node)) return null;

  if (path.length > MAX_DEPTH) return refuse(reading, node, { path, message: 'the document is nested too deeply' });

  if (isAlias(node)) return readAlias(reading, node, path);
  reading.open.add(node);
  const value = isMap(node) ? readMap(reading, node, path) : readSequence(reading, node, path);
  reading.open.delete(node);
  return value;
}

function readScalar(reading: Reading, scalar: Scalar, path: Path): unknown {
  const { value } = scalar;
  if (typeof value !== 'number' && typeof value !== 'bigint') return value;

  if (reading.isText(path)) return scalar.source;
  const isFloat = scalar.format === FLOAT_FORMAT;
  if (reading.exactNumbers && needsExactText(value, isFloat)) {
    return new ExactNumber(isFloat ? `${value}.0` : String(value));
  }
  return Number(value);
}

function readSequence(reading: Reading, node: Node, path: Path): unknown[] {
  return isSeq(node) ? node.items.map((item, index) => readItem(reading, item, [...path, index])) : [];
}

/** An item of a list. `[a: 1]` is a list with a map. */
function readItem(reading: Reading, item: unknown, path: Path): unknown {
  if (reading.aliasDepth > 0) reading.repeatedNodes += 1;
  return isPair(item) ? Object.fromEntries(readPairs(reading, [item], path)) : readNode(reading, item, path);
}

function readMap(reading: Reading, map: YAMLMap, path: Path): Record<string, unknown> {
  return Object.fromEntries(readPairs(reading, map.items, path));
}

/** The entries of a map. What `<<` brings comes first, so that the map's own keys win wherever they stand. */
function readPairs(reading: Reading, pairs: readonly Pair[], path: Path): Map<string, unknown> {
  const merged = new Map<string, unknown>();
  const own = new Map<string, unknown>();
  for (const pair of pairs) {
    if (isMergeKey(pair.key)) for (const [key, value] of readMerged(reading, pair.value, path)) merged.set(key, value);
    else readPair(reading, pair, { path, entries: own });
  }
  return new Map([...merged, ...own]);
}

function readPair(reading: Reading, pair: Pair, into: { path: Path; entries: Map<string, unknown> }): void {
  if (reading.aliasDepth > 0) reading.repeatedNodes += 1;
  const keyNode = isAlias(pair.key) ? reading.targets.get(pair.key) : pair.key;
  if (keyNode !== null && !isScalar(keyNode)) {
    refuse(reading, pair.key, { path: into.path, message: 'a key is a list or a map', hint: 'Use text as a key.' });
    return;
  }
  const key = keyNode === null ? 'null' : keyText(keyNode);
  if (into.entries.has(key)) {
    report(reading, pair.key, {
      kind: 'duplicate-key',
      path: [...into.path, key],
      message: `the key \`${key}\` stands twice; the last one counts`,
      hint: 'Remove one of the two.',
    });
  }
  into.entries.set(key, readNode(reading, pair.value, [...into.path, key]));
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

/** What a `<<` brings. Of a list of maps, the first that has a key wins. */
function readMerged(reading: Reading, node: unknown, path: Path): Map<string, unknown> {
  const source = isAlias(node) ? reading.targets.get(node) : node;
  const parts = isSeq(source) ? source.items.toReversed() : [node];
  const entries = new Map<string, unknown>();
  for (const part of parts) {
    const value = readNode(reading, part, path);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse(reading, node, {
        path,
        message: '`<<` takes a map or a list of maps',
        hint: 'Point it at a map: `<<: *name`.',
      });
      continue;
    }
    for (const [key, inner] of Object.entries(value)) entries.set(key, inner);
  }
  return entries;
}

/** A key as `json.dumps` writes it: Python reads `on:` as True, and that as the key "true". */
function keyText(key: Scalar): string {
  const { value } = key;
  return key.format === FLOAT_FORMAT && Number.isInteger(value) ? `${String(value)}.0` : String(value);
}

function readAlias(reading: Reading, alias: Alias, path: Path): unknown {
  const target = reading.targets.get(alias);
  if (target === undefined) {
    return refuse(reading, alias, {
      path,
      message: `*${alias.source} stands for nothing: no &${alias.source} is above it`,
    });
  }
  if (reading.open.has(target)) {
    return refuse(reading, alias, { path, message: `*${alias.source} stands inside of what it stands for` });
  }
  if (reading.repeatedNodes > MAX_REPEATED_NODES) {
    return refuse(reading, alias, { path, message: `aliases repeat more than ${MAX_REPEATED_NODES} values` });
  }
  reading.aliasDepth += 1;
  const value = readNode(reading, target, path);
  reading.aliasDepth -= 1;
  return value;
}

type Told = Pick<YamlProblem, 'path' | 'message' | 'hint'>;

/** Notes a problem that makes the whole document unreadable, once. */
function refuse(reading: Reading, node: unknown, told: Told): undefined {
  if (!reading.problems.some((problem) => problem.kind === 'syntax' && problem.message === told.message)) {
    report(reading, node, { kind: 'syntax', ...told });
  }
  return undefined;
}

function report(reading: Reading, node: unknown, told: Told & Pick<YamlProblem, 'kind'>): void {
  const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  const { line, col } = reading.parsed.lines.linePos(offset);
  reading.problems.push({ ...told, line, column: col });
}
