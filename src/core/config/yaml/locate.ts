import type { Node, Pair } from 'yaml';
import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';

import type { ParsedYaml } from './parsed-yaml.ts';

/** A place in a text, both 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a value stands, or its key. What has no place of its own (it is missing, or came by `<<`) is found at the nearest
 * value around it.
 */
export function locate(parsed: ParsedYaml, path: readonly (string | number)[], about: 'key' | 'value'): Position {
  let place: Node | null = parsed.document.contents;
  let node: unknown = place;
  for (const [index, part] of path.entries()) {
    const pair: Pair | undefined = typeof part === 'string' ? findPair(parsed, node, part) : undefined;
    const inner: unknown = typeof part === 'string' ? pair?.value : itemAt(parsed, node, part);
    const isWanted = about === 'key' && index === path.length - 1;
    const next: unknown = isWanted ? (pair?.key ?? inner) : (inner ?? pair?.key);
    if (!isNode(next)) break;
    place = next;
    node = inner;
  }
  const { line, col } = parsed.lines.linePos(place?.range?.[0] ?? 0);
  return { line, column: col };
}

/** The last pair with this key: it is the one that counts. */
function findPair(parsed: ParsedYaml, node: unknown, key: string): Pair | undefined {
  const map = resolve(parsed, node);
  return isMap(map) ? map.items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key) : undefined;
}

function itemAt(parsed: ParsedYaml, node: unknown, index: number): unknown {
  const list = resolve(parsed, node);
  return isSeq(list) ? list.items[index] : undefined;
}

function resolve(parsed: ParsedYaml, node: unknown): unknown {
  return isAlias(node) ? node.resolve(parsed.document) : node;
}
