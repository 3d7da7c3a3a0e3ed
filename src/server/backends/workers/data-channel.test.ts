import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

import { beforeEach, expect, test, vi } from 'vitest';

import { fakeInput } from '../../../../test/support/fake-entry.ts';
import type { InferenceRequest, RequestInput } from '../../../core/inference/inference-request.ts';
import { createRequest } from '../../../core/inference/inference-request.ts';
import { FrameDecoder } from '../../../core/wire/decoder.ts';
import { Form, Kind } from '../../../core/wire/frame.ts';
import { DataChannel } from './data-channel.ts';

/** What was written, a piece for each call. */
let pieces: Uint8Array[];
let channel: DataChannel;

beforeEach(() => {
  pieces = [];
  const socket = new Socket();
  vi.spyOn(socket, 'write').mockImplementation((bytes) => pieces.push(bytes as Uint8Array) > 0);
  channel = new DataChannel(socket);
});

function request(body: string, more: Partial<RequestInput> = {}): InferenceRequest {
  const made = createRequest(0);
  made.begin({ ...fakeInput('r-1'), body: Buffer.from(body), ...more }, 0);
  return made;
}

/** The frames that were written: kind, what is left until the deadline, payload. */
function frames(): [number, number, string][] {
  const seen: [number, number, string][] = [];
  const decoder = new FrameDecoder({
    maxFrameBytes: 2 ** 20,
    onFrame: ({ kind, aux, payload }) => void seen.push([kind, aux, Buffer.from(payload).toString('utf8')]),
  });
  for (const piece of pieces) decoder.push(piece);
  return seen;
}

test('requests of one turn leave in one write, in their order', async () => {
  for (const body of ['a', 'b', 'c']) channel.send([request(body)]);
  expect(pieces).toEqual([]);
  await setImmediate();
  expect(pieces.length).toBe(1);
  expect(frames()).toEqual(['a', 'b', 'c'].map((body) => [Kind.REQUEST, 0, body]));
});

test('those that are sent together have a mark before them, which says how many they are', async () => {
  channel.send([request('a')]);
  channel.send([request('b'), request('c')]);
  await setImmediate();
  expect(frames()).toEqual([
    [Kind.REQUEST, 0, 'a'],
    [Kind.BATCH, 2, ''],
    [Kind.REQUEST, 0, 'b'],
    [Kind.REQUEST, 0, 'c'],
  ]);
});

test('a large body is written as it lies, without a copy', async () => {
  const large = request('x'.repeat(100_000));
  for (const sent of [request('a'), large, request('b')]) channel.send([sent]);
  await setImmediate();
  expect(pieces[1]).toBe(large.body);
  expect(frames().map(([, , body]) => body)).toEqual(['a', 'x'.repeat(100_000), 'b']);
});

test('a deadline is said as what is left of it, which is never nothing', async () => {
  const now = performance.now();
  channel.send([request('late', { deadlineAt: now - 5 })]);
  channel.send([request('far', { deadlineAt: now + 1e12 })]);
  await setImmediate();
  expect(frames()).toEqual([
    [Kind.REQUEST, 1, 'late'],
    [Kind.REQUEST, 0xffffffff, 'far'],
  ]);
});

test('a message of a session comes after the request that opened it', () => {
  const session = request('', { isSession: true });
  channel.send([session]);
  channel.sendMore(session, { kind: Kind.CHUNK, form: Form.TEXT, payload: Buffer.from('hello') });
  expect(frames().map(([kind]) => kind)).toEqual([Kind.REQUEST, Kind.CHUNK]);
});

test('what was not sent yet leaves before the end, or never where the process is gone', async () => {
  channel.send([request('a')]);
  channel.halfClose();
  expect(frames().length).toBe(1);
  channel.send([request('b')]);
  channel.close();
  await setImmediate();
  expect(frames().length).toBe(1);
});
