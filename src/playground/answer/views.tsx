// The ways to look at an answer, each of which only makes nodes of text.
import type { JSX } from 'preact';

import { prettyJson } from '../json/exact-json.ts';
import { Rows } from '../show/Rows.tsx';
import { shownText } from '../show/shown-text.ts';
import type { AnswerTable } from './answer-table.ts';
import type { Distribution } from './distributions.ts';

/** Longer texts are cut: a browser lays out each of their letters. */
const MAX_SHOWN = 100_000;

/** JSON of this size is still laid out for people. */
const MAX_PRETTY = 200_000;

const ROW_PX = 28;
const MAX_PX = 520;

/** A text as it came, or its beginning. */
export function TextView({ text, isCode }: { readonly text: string; readonly isCode: boolean }): JSX.Element {
  const shown = shownText(text.slice(0, MAX_SHOWN));
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached with the keyboard */}
      <pre
        class={isCode ? 'text code' : 'text'}
        dir="auto"
        tabIndex={0}
        role="region"
        aria-label="The text of the answer"
      >
        {shown}
      </pre>
      {text.length > MAX_SHOWN && (
        <p class="field-hint">{`The first ${MAX_SHOWN.toLocaleString('en')} of ${text.length.toLocaleString('en')} characters. The download has all.`}</p>
      )}
    </>
  );
}

/** JSON, laid out where it is not too long. */
export function RawView({ value, text }: { readonly value: unknown; readonly text: string }): JSX.Element {
  return <TextView isCode text={text.length > MAX_PRETTY ? text : prettyJson(value)} />;
}

/** Rows and columns. */
export function TableView({ table: { columns, count, cells } }: { readonly table: AnswerTable }): JSX.Element {
  const head = (
    <tr>
      <th scope="col" class="row-number">
        <span class="hidden">row</span>
      </th>
      {columns.map(({ name, isNumber }, index) => (
        <th scope="col" key={index} class={isNumber ? 'cell-number' : ''}>
          {shownText(name)}
        </th>
      ))}
    </tr>
  );
  const row = (index: number): JSX.Element => (
    <tr key={index}>
      <td class="row-number">{index + 1}</td>
      {cells(index).map((cell, position) => {
        const isNumber = columns[position]?.isNumber === true;
        return (
          <td
            key={position}
            class={isNumber ? 'cell-number' : ''}
            dir="auto"
            title={shownText(cell.slice(0, MAX_CELL))}
          >
            {isNumber ? rounded(cell) : shownText(cell.slice(0, MAX_CELL))}
          </td>
        );
      })}
    </tr>
  );
  return (
    <Rows
      {...{ count, rowPx: ROW_PX, maxPx: MAX_PX, head, row, columns: columns.length + 1 }}
      label={`The answer: ${count} rows`}
    />
  );
}

const MAX_CELL = 300;

/** So many digits are read at a glance; all are in the tip, in the JSON and in the download. */
const DIGITS = 6;

function rounded(cell: string): string {
  const value = Number(cell);
  return cell === '' || !Number.isFinite(value) || Number.isSafeInteger(value)
    ? shownText(cell)
    : String(Number(value.toPrecision(DIGITS)));
}

/** How likely each class is, a row of the request after another. */
export function BarsView({ rows }: { readonly rows: readonly Distribution[] }): JSX.Element {
  return (
    <ol class="distributions">
      {rows.slice(0, MAX_ROWS).map((row, index) => (
        <li key={index}>
          <OneRow {...row} index={index} isAlone={rows.length === 1} />
        </li>
      ))}
      {rows.length > MAX_ROWS && <li class="field-hint">{`${rows.length - MAX_ROWS} more rows are in the table.`}</li>}
    </ol>
  );
}

const MAX_ROWS = 100;
const MAX_CLASSES = 12;
const PERCENT = 100;

function OneRow({
  decided,
  shares,
  index,
  isAlone,
}: Distribution & { readonly index: number; readonly isAlone: boolean }): JSX.Element {
  const most = Math.max(...shares.map(({ share }) => share));
  // Of many classes the likely ones; of few all, in their order.
  const shown =
    shares.length > MAX_CLASSES ? shares.toSorted((a, b) => b.share - a.share).slice(0, MAX_CLASSES) : shares;
  return (
    <>
      {(!isAlone || decided !== null) && (
        <p class="decided">
          {!isAlone && <span class="row-number">{index + 1}</span>}
          <strong>{decided === null ? '' : shownText(nameOf(decided, shares))}</strong>
        </p>
      )}
      <dl class="bars">
        {shown.map(({ name, share }) => (
          <div key={name} class={share === most ? 'bar bar-most' : 'bar'}>
            <dt title={shownText(name)}>{shownText(name)}</dt>
            <dd>
              <span class="bar-track">
                <span class="bar-fill" style={{ width: `${share * PERCENT}%` }} />
              </span>
              <span class="bar-share">{`${(share * PERCENT).toFixed(1)} %`}</span>
            </dd>
          </div>
        ))}
      </dl>
      {shares.length > shown.length && (
        <p class="field-hint">{`and ${shares.length - shown.length} less likely ones`}</p>
      )}
    </>
  );
}

/** A model may decide for a class by its number, which has a name. */
function nameOf(decided: string, shares: Distribution['shares']): string {
  const isName = shares.some(({ name }) => name === decided);
  const name = /^\d+$/.test(decided) ? shares[Number(decided)]?.name : undefined;
  return isName || name === undefined ? decided : name;
}
