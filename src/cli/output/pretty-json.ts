// JSON for people. The text is laid out anew, never parsed into numbers: a 64-bit integer keeps all its digits.
import { jsonTokens } from '../../core/json/json-tokens.ts';

/** Lays out a JSON text: what fits into `columns` stands on one line, the rest is broken after each item. */
export function prettyJson(json: string, columns: number): string {
  return render(readNode(jsonTokens(json)), { columns, indent: 0, used: 0 });
}

type Node = string | { readonly open: '{' | '['; readonly items: readonly Item[] };
interface Item {
  /** `"name": `, or empty in an array. */
  readonly label: string;
  readonly node: Node;
}

function readNode(source: Generator<string, undefined>): Node {
  return readFrom(source.next().value ?? '', source);
}

function readFrom(token: string, source: Generator<string, undefined>): Node {
  if (token !== '{' && token !== '[') return token;
  const items: Item[] = [];
  for (let next = source.next(); next.done !== true; next = source.next()) {
    const first = next.value;
    if (first === '}' || first === ']') break;
    if (first === ',') continue;
    if (token === '[') items.push({ label: '', node: readFrom(first, source) });
    else {
      source.next();
      items.push({ label: `${first}: `, node: readNode(source) });
    }
  }
  return { open: token, items };
}

interface Layout {
  readonly columns: number;
  readonly indent: number;
  /** Characters that stand on the line already. */
  readonly used: number;
}

function render(node: Node, { columns, indent, used }: Layout): string {
  const flat = renderFlat(node);
  if (typeof node === 'string' || used + flat.length <= columns) return flat;
  const inner = indent + 2;
  const lines = node.items.map(
    (item) =>
      ' '.repeat(inner) +
      item.label +
      render(item.node, { columns, indent: inner, used: inner + item.label.length + 1 }),
  );
  return `${node.open}\n${lines.join(',\n')}\n${' '.repeat(indent)}${closeOf(node.open)}`;
}

function renderFlat(node: Node): string {
  if (typeof node === 'string') return node;
  return (
    node.open + node.items.map(({ label, node: inner }) => label + renderFlat(inner)).join(', ') + closeOf(node.open)
  );
}

function closeOf(open: '{' | '['): string {
  return open === '{' ? '}' : ']';
}
