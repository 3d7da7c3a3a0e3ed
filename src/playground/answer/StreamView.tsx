import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

import { cellText } from '../json/cell-text.ts';
import { Rows } from '../show/Rows.tsx';
import { shownText } from '../show/shown-text.ts';
import { saidPiece } from './said-text.ts';
import { TextView } from './views.tsx';

const ROW_PX = 28;
const MAX_PX = 520;
const MAX_CELL = 400;

/** The end of a longer text is shown, where it grows. */
const MAX_TAIL = 50_000;

interface StreamProps {
  readonly items: readonly unknown[];
  readonly count: number;
  readonly isLive: boolean;
}

/** The text that the items say, of which each is added once however often this is shown. */
export function StreamText({ items, count, isLive }: StreamProps): JSX.Element {
  const text = useStreamText(items, count);
  return <TextView isCode={false} text={isLive && text.length > MAX_TAIL ? `… ${text.slice(-MAX_TAIL)}` : text} />;
}

/** What the first `count` items say. */
function useStreamText(items: readonly unknown[], count: number): string {
  const kept = useRef<{ of: readonly unknown[]; count: number; text: string }>({ of: items, count: 0, text: '' });
  if (kept.current.of !== items) kept.current = { of: items, count: 0, text: '' };
  const { current } = kept;
  if (current.count < count) {
    current.text += items
      .slice(current.count, count)
      .map((item) => saidPiece(item) ?? '')
      .join('');
    current.count = count;
  }
  return current.text;
}

/** The items, a line each. */
export function StreamItems({ items, count, isLive }: StreamProps): JSX.Element {
  const row = (index: number): JSX.Element => (
    <tr key={index}>
      <td class="row-number">{index + 1}</td>
      <td class="code one-line" dir="auto">
        {shownText(lineOf(items[index]).slice(0, MAX_CELL))}
      </td>
    </tr>
  );
  return (
    <Rows
      {...{ count, rowPx: ROW_PX, maxPx: MAX_PX, row, columns: 2 }}
      isFollowed={isLive}
      label={`The stream: ${count} items`}
    />
  );
}

function lineOf(item: unknown): string {
  return typeof item === 'string' ? JSON.stringify(item) : cellText(item);
}
