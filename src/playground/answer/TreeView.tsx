import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { isMap, isWrittenNumber } from '../json/exact-json.ts';
import { shownText } from '../show/shown-text.ts';

/** So many children are shown at once; the next ones on demand. */
const PAGE = 100;

/** A longer text is cut, and shown whole on demand. */
const MAX_TEXT = 1000;

/** A value of JSON, unfolded where somebody looks. */
export function TreeView({ value }: { readonly value: unknown }): JSX.Element {
  return (
    <ul class="tree">
      <Node name={null} value={value} depth={0} />
    </ul>
  );
}

interface NodeProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly depth: number;
}

function Node({ name, value, depth }: NodeProps): JSX.Element {
  const children = childrenOf(value);
  const [isOpen, setOpen] = useState(depth < 3 && (children?.length ?? 0) <= PAGE);
  const [count, setCount] = useState(PAGE);
  const label = name === null ? null : <span class="tree-name">{shownText(name)}</span>;
  if (children === null) {
    return (
      <li>
        {label}
        <Leaf value={value} />
      </li>
    );
  }
  const summary = Array.isArray(value) ? `[${children.length}]` : `{${children.length}}`;
  return (
    <li>
      <button type="button" class="tree-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {label ?? <span class="tree-name">answer</span>} <span class="tree-size">{summary}</span>
      </button>
      {isOpen && (
        <ul>
          {children.slice(0, count).map(([key, child]) => (
            <Node key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {children.length > count && (
            <li>
              <button type="button" class="quiet" onClick={() => setCount(count + PAGE)}>
                {`${children.length - count} more`}
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function Leaf({ value }: { readonly value: unknown }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const text = isWrittenNumber(value) ? value.rawJSON : JSON.stringify(value);
  const kind = value === null ? 'null' : isWrittenNumber(value) ? 'number' : typeof value;
  const isLong = text.length > MAX_TEXT && !isWhole;
  return (
    <span class={`leaf leaf-${kind}`} dir="auto">
      {shownText(isLong ? text.slice(0, MAX_TEXT) : text.slice(0, MAX_WHOLE))}
      {isLong && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          {`… ${text.length - MAX_TEXT} more characters`}
        </button>
      )}
    </span>
  );
}

/** What is beyond is in the download. */
const MAX_WHOLE = 100_000;

function childrenOf(value: unknown): [string, unknown][] | null {
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item]);
  return isMap(value) ? Object.entries(value) : null;
}
