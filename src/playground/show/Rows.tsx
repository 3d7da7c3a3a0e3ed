// A long list of rows of one height, of which only those in sight are there: a hundred thousand cost no more than thirty.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface RowsProps {
  readonly count: number;
  readonly rowPx: number;
  /** The most that are in sight at once. */
  readonly maxPx: number;
  /** Names the region for those who move through it with the keyboard. */
  readonly label: string;
  /** What stands above and stays there. */
  readonly head?: JSX.Element;
  readonly row: (index: number) => JSX.Element;
  readonly columns: number;
  /** Follows the last row while it is in sight. */
  readonly isFollowed?: boolean;
}

/** So many rows are there beyond those in sight, so that a turn of the wheel shows no gap. */
const MARGIN = 12;

/** A browser takes no element that is higher; rows beyond are to be downloaded. */
const MAX_PX = 8_000_000;

/** A table whose body is as long as its rows would be. */
export function Rows({ count, rowPx, maxPx, label, head, row, columns, isFollowed = false }: RowsProps): JSX.Element {
  const [top, setTop] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const shown = Math.min(count, Math.floor(MAX_PX / rowPx));
  const first = Math.max(0, Math.floor(top / rowPx) - MARGIN);
  const last = Math.min(shown, Math.ceil((top + maxPx) / rowPx) + MARGIN);
  useEffect(() => {
    const element = box.current;
    if (isFollowed && element !== null) element.scrollTop = element.scrollHeight;
  }, [count, isFollowed]);
  return (
    <div
      class="rows"
      ref={box}
      role="region"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached with the keyboard
      tabIndex={0}
      style={{ maxHeight: `${maxPx}px` }}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      <table aria-rowcount={count + 1}>
        {head !== undefined && <thead>{head}</thead>}
        <tbody>
          <Gap px={first * rowPx} columns={columns} />
          {Array.from({ length: Math.max(0, last - first) }, (_, index) => row(first + index))}
          <Gap px={Math.max(0, shown - last) * rowPx} columns={columns} />
        </tbody>
      </table>
    </div>
  );
}

function Gap({ px, columns }: { readonly px: number; readonly columns: number }): JSX.Element | null {
  return px === 0 ? null : (
    <tr class="gap" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${px}px` }} />
    </tr>
  );
}
