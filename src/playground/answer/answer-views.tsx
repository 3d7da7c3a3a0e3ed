// Which ways of looking at an answer there are, the best one first.
import type { JSX } from 'preact';

import type { MethodSchema } from '../../core/schema/model-schema.ts';
import type { Run } from '../request/run.ts';
import { MediaView } from '../show/MediaView.tsx';
import { tableOf } from './answer-table.ts';
import type { Answer } from './answer.ts';
import { inlineMedia } from './answer.ts';
import { distributionsOf } from './distributions.ts';
import { saidPiece, saidText } from './said-text.ts';
import { StreamItems, StreamText } from './StreamView.tsx';
import { TreeView } from './TreeView.tsx';
import { BarsView, RawView, TableView, TextView } from './views.tsx';

/** One way. */
export interface AnswerView {
  readonly name: string;
  readonly show: () => JSX.Element;
}

/** The ways to look at an answer that is whole. */
export function answerViews(answer: Answer, { output_schema: schema }: MethodSchema): AnswerView[] {
  switch (answer.kind) {
    case 'media':
      return [{ name: 'Media', show: () => <MediaView blob={answer.blob} type={answer.type} /> }];
    case 'bytes':
      return [{ name: 'Bytes', show: () => <p class="empty">These bytes cannot be shown. Download them.</p> }];
    case 'text':
      return [{ name: 'Text', show: () => <TextView isCode text={answer.text} /> }];
    case 'json':
    default:
      return jsonViews(answer.value, answer.text, schema);
  }
}

function jsonViews(value: unknown, text: string, schema: MethodSchema['output_schema']): AnswerView[] {
  const views: AnswerView[] = [];
  const said = typeof value === 'string' ? value : saidText(value);
  if (said !== null) views.push({ name: 'Text', show: () => <TextView isCode={false} text={said} /> });
  const media = inlineMedia(value, schema);
  if (media.length > 0) {
    views.push({
      name: 'Media',
      show: () => (
        <>
          {media.map(({ name, blob, type }) => (
            <MediaView key={name} blob={blob} type={type} />
          ))}
        </>
      ),
    });
  }
  const rows = distributionsOf(value, schema);
  if (rows !== null) views.push({ name: 'Bars', show: () => <BarsView rows={rows} /> });
  // Of what is said the other members are only around it.
  const table = said === null ? tableOf(value) : null;
  if (table !== null) views.push({ name: 'Table', show: () => <TableView table={table} /> });
  views.push(
    { name: 'Tree', show: () => <TreeView value={value} /> },
    { name: 'JSON', show: () => <RawView value={value} text={text} /> },
  );
  return views;
}

/** The ways to look at what has come of a stream. */
export function streamViews({ items, count, phase }: Run): AnswerView[] {
  const isLive = phase === 'streaming';
  const listed = { name: 'Items', show: () => <StreamItems {...{ items, count, isLive }} /> };
  const saysText = items.slice(0, 4).every((item) => saidPiece(item) !== null);
  return saysText ? [{ name: 'Text', show: () => <StreamText {...{ items, count, isLive }} /> }, listed] : [listed];
}
