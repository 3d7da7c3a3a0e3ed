import { expect, test } from 'vitest';

import { Form, NO_HEADER } from '../../core/wire/frame.ts';
import { PromiseSink } from './promise-sink.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

function show({ form, contentType, body }: Awaited<PromiseSink['answered']>): string {
  return `${form} ${contentType} ${Buffer.from(body).toString('utf8')}`;
}

test('a whole answer is one', async () => {
  const sink = new PromiseSink();
  sink.answer(Form.RAW, { contentType: 'image/png' }, bytes('png'));
  expect([show(await sink.answered), sink.isDone]).toEqual([`${Form.RAW} image/png png`, true]);
});

test('the items of a stream are joined, as the first says what they are, and credit goes back for each', async () => {
  const sink = new PromiseSink();
  const credit: number[] = [];
  sink.onCredit = (count) => void credit.push(count);
  sink.chunk(Form.TEXT, { contentType: 'text/plain' }, bytes('one '));
  sink.chunk(Form.RAW, NO_HEADER, bytes('two'));
  expect(sink.isDone).toBe(false);
  sink.end();
  expect([show(await sink.answered), credit]).toEqual([`${Form.TEXT} text/plain one two`, [4, 3]]);
});

test('who takes items one by one gets credit for each when it was taken, and the answer is empty', async () => {
  const sink = new PromiseSink();
  const taking: { readonly item: string; readonly done: () => void }[] = [];
  const credit: number[] = [];
  sink.onItem = (item) => new Promise((done) => void taking.push({ item: show(item), done }));
  sink.onCredit = (count) => void credit.push(count);
  sink.chunk(Form.TEXT, NO_HEADER, bytes('one'));
  sink.chunk(Form.TEXT, NO_HEADER, bytes('four'));
  sink.end();
  expect([taking.map(({ item }) => item), credit]).toEqual([[`${Form.TEXT} null one`, `${Form.TEXT} null four`], []]);
  for (const { done } of taking) done();
  expect([show(await sink.answered), credit]).toEqual([`${Form.TEXT} null `, [3, 4]]);
});

test('an item that cannot be taken is a failure', async () => {
  const sink = new PromiseSink();
  sink.onItem = () => Promise.reject(new Error('the pipe is closed'));
  sink.chunk(Form.TEXT, NO_HEADER, bytes('one'));
  sink.end();
  await expect(sink.answered).rejects.toThrow('the pipe is closed');
});

test('a failure is an error with its code, its hint and the exception of the model', async () => {
  const sink = new PromiseSink();
  const exception = { type: 'ValueError', message: 'no', traceback: 'line 1' };
  sink.fail({ code: 'MODEL_RAISED', message: 'The model raised ValueError: no', hint: 'Look', exception });
  await expect(sink.answered).rejects.toMatchObject({ code: 'MODEL_RAISED', hint: 'Look', exception });
});
