// What an entry decides, with fakes in the place of processes; `admission.test.ts` and `death.test.ts` have real ones.
import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { FakeBackend } from '../../../test/support/fake-backend.ts';
import type { FakeEntry } from '../../../test/support/fake-entry.ts';
import { fakeEntry, fakeInput } from '../../../test/support/fake-entry.ts';
import { KeptSink } from '../../../test/support/kept-sink.ts';
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import { Form } from '../../core/wire/frame.ts';
import type { EntryLimits } from './edition-parts.ts';

beforeEach(() => void vi.useFakeTimers());

/** An entry whose replicas are ready. */
async function readyEntry(limits: Partial<EntryLimits> = {}): Promise<FakeEntry & { readonly first: FakeBackend }> {
  const fake = fakeEntry(limits);
  for (const backend of fake.backends) backend.becomeReady();
  await turn();
  return { ...fake, first: fake.backends[0]! };
}

/** Lets everything happen that needs no time. */
async function turn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe('admission', () => {
  test('refuses while the model loads, and says what went wrong when it could not', async () => {
    const { backends, submit } = fakeEntry();
    expect(submit('a')).toEqual({
      told: ['SERVER_NOT_READY: Model echo is not ready: it is loading'],
      request: null,
    });
    backends[0]!.failToStart('No such file', { permanent: true });
    await turn();
    expect(submit('b').told).toEqual(['SERVER_NOT_READY: Model echo is not ready: No such file']);
  });

  test('refuses what exceeds the queue, with a hint', async () => {
    const { entry, submit } = await readyEntry({ maxQueue: 2 });
    const told = ['a', 'b', 'c', 'd'].map((id) => submit(id).told);
    expect(told).toEqual([[], [], [], ['SERVER_BUSY: 2 requests wait for model echo already']]);
    expect(entry.refusal()?.hint).toMatch(/max_queue/);
    expect([entry.queued, entry.inFlight]).toEqual([2, 3]);
  });

  test('takes without a queue as long as somebody has room', async () => {
    const { first, submit } = await readyEntry({ maxQueue: 0 });
    expect([submit('a').told, submit('b').told]).toEqual([[], [expect.stringMatching(/^SERVER_BUSY/)]]);
    first.answer('a');
    expect(submit('c').told).toEqual([]);
  });
});

describe('a request', () => {
  test('is sent, answered and forgotten', async () => {
    const { entry, first, submit } = await readyEntry();
    const { told } = submit('a');
    expect(first.batches).toEqual([['a']]);
    first.answer('a', '1');
    expect([told, entry.inFlight]).toEqual([['answer 1'], 0]);
  });

  test('waits until a worker has room, and is sent then', async () => {
    const { first, submit } = await readyEntry();
    const began = performance.now();
    const [, second, third] = ['a', 'b', 'c'].map((id) => submit(id));
    await vi.advanceTimersByTimeAsync(30);
    first.answer('a', '1', 20_000);
    expect(first.batches).toEqual([['a'], ['b']]);
    expect([second?.request?.sentAt, third?.request?.sentAt]).toEqual([began + 30, 0]);
  });

  test('of a fast model is sent ahead of the answers before it', async () => {
    const { first, submit } = await readyEntry();
    submit('a');
    first.answer('a', '', 100);
    for (let index = 0; index < 30; index += 1) submit(`b${index}`);
    // One that is computed, and 2 ms of work at 100 µs each.
    expect(first.batches.length).toBe(1 + 21);
  });

  test('of a slow model waits where it can be cancelled', async () => {
    const { first, submit } = await readyEntry();
    submit('a');
    first.answer('a', '', 50_000);
    for (const id of ['b', 'c']) submit(id);
    expect(first.batches).toEqual([['a'], ['b']]);
  });

  test('streams as far as its reader takes', async () => {
    const { entry, first, submit } = await readyEntry();
    const { told, request } = submit('a');
    const item = 'x'.repeat(2 ** 20);
    await first.item('a', item);
    void first.item('a', 'last').then(() => first.end('a'));
    await turn();
    expect(told.length).toBe(1);
    entry.credit(request!, item.length);
    await turn();
    expect(told.slice(1)).toEqual(['item last', 'end']);
  });
});

describe('a request that is cancelled', () => {
  test('in the queue is never sent', async () => {
    const { entry, first, submit } = await readyEntry();
    submit('a');
    const second = submit('b');
    submit('c');
    entry.cancel(second.request!);
    expect(entry.inFlight).toBe(2);
    first.answer('a', '', 20_000);
    expect(first.batches).toEqual([['a'], ['c']]);
    expect(second.told).toEqual([]);
  });

  test('at the model holds its slot until the model has let go', async () => {
    const { entry, first, submit } = await readyEntry();
    const { told, request } = submit('a');
    const waiting = submit('b');
    first.isDeaf = true;
    entry.cancel(request!);
    await turn();
    expect([entry.inFlight, waiting.request?.carrier]).toEqual([2, null]);
    first.answer('a', 'too late');
    expect(told).toEqual([]);
    expect(first.batches).toEqual([['a'], ['b']]);
  });

  test('at a model that listens makes room at once', async () => {
    const { entry, first, submit } = await readyEntry();
    const { told, request } = submit('a');
    submit('b');
    entry.cancel(request!);
    await turn();
    expect([told, first.batches]).toEqual([[], [['a'], ['b']]]);
  });
});

describe('a deadline', () => {
  test('fails what waits and what is computed', async () => {
    const { entry, first, submit } = await readyEntry();
    const deadlineAt = performance.now() + 100;
    const [atModel, inQueue] = [submit('a', { deadlineAt }), submit('b', { deadlineAt })];
    first.isDeaf = true;
    entry.expire(deadlineAt - 1);
    expect([atModel.told, inQueue.told]).toEqual([[], []]);
    entry.expire(deadlineAt);
    expect([atModel.told, inQueue.told]).toEqual([
      ['REQUEST_DEADLINE: The deadline passed after 100 ms, while the model computed (set by the request itself)'],
      [
        'REQUEST_DEADLINE: The deadline passed after 100 ms, while it waited for a free worker (set by the request itself)',
      ],
    ]);
    expect([entry.inFlight, entry.queued]).toEqual([1, 0]);
    // Nobody is told twice.
    entry.expire(deadlineAt + 1);
    first.answer('a', 'too late');
    expect([atModel.told.length, entry.inFlight]).toEqual([1, 0]);
  });

  test('of a stream is how long it pauses', async () => {
    const { entry, first, submit } = await readyEntry({ streamPauseMs: 1000 });
    const { told } = submit('a', { deadlineAt: Infinity });
    await first.item('a', '1');
    entry.expire(performance.now() + 1000);
    expect(told).toEqual(['item 1']);
    entry.expire(performance.now() + 1001);
    expect(told).toEqual([
      'item 1',
      'REQUEST_DEADLINE: The stream paused for more than 1000 ms (set by runtime.streaming_read_timeout)',
    ]);
  });
});

describe('a worker that dies', () => {
  test('fails what it had begun; what it had not begins elsewhere, before all that wait', async () => {
    const { entry, backends, log, submit } = await readyEntry();
    submit('a');
    // Fast, so that requests are sent ahead: 'b' is computed, 'c' and the next 19 lie before it, the others wait.
    backends[0]!.answer('a', '', 100);
    const ids = Array.from({ length: 25 }, (_, index) => `b${index}`);
    const all = ids.map((id) => submit(id));
    expect(entry.queued).toBe(4);
    entry.cancel(all[2]!.request!);
    backends[0]!.die('was killed by SIGSEGV', ['about to fall']);
    expect(all[0]!.told).toEqual([
      'WORKER_DIED: The worker process was killed by SIGSEGV while it computed the answer',
    ]);
    expect([all[1]!.told, entry.queued, entry.inFlight]).toEqual([[], 23, 23]);
    expect(log.records.find(({ level }) => level === 'error')).toMatchObject({
      message: 'The worker process was killed by SIGSEGV',
      failed: 1,
      passedOn: 20,
      lastLines: ['about to fall'],
    });
    await turn();
    backends[1]!.becomeReady();
    await turn();
    for (const [index, id] of ids.entries()) if (index !== 0 && index !== 2) backends[1]!.answer(id, id);
    expect(backends[1]!.batches.flat()).toEqual(ids.filter((_, index) => index !== 0 && index !== 2));
    expect(entry.inFlight).toBe(0);
  });

  test('gives what it had not begun to whoever has room', async () => {
    const { entry, backends, submit } = await readyEntry({ workers: 2 });
    const [first, second] = backends as [FakeBackend, FakeBackend];
    submit('a');
    first.answer('a', '', 100);
    for (const id of ['b', 'c', 'd', 'e']) submit(id);
    second.answer('c', '', 50_000);
    expect([first.batches.flat(), second.batches.flat()]).toEqual([['a', 'b', 'd', 'e'], ['c']]);
    first.die();
    expect([second.batches.flat(), entry.queued]).toEqual([['c', 'd'], 1]);
  });

  test('lets new requests wait for the next one', async () => {
    const { entry, backends, submit } = await readyEntry();
    backends[0]!.die();
    expect(entry.readiness).toEqual({ healthy: false, reason: 'its worker process was killed by SIGKILL' });
    const { told } = submit('a');
    await turn();
    backends[1]!.becomeReady();
    await turn();
    backends[1]!.answer('a', '1');
    expect([told, entry.readiness]).toEqual([['answer 1'], { healthy: true }]);
  });

  test('and does not come back fails what waits for it', async () => {
    const { entry, backends, submit } = await readyEntry();
    backends[0]!.die();
    const { told } = submit('a');
    await turn();
    backends[1]!.failToStart('No such file');
    await turn();
    expect(told).toEqual(['SERVER_NOT_READY: Model echo is not ready: No such file']);
    expect([entry.inFlight, entry.queued]).toEqual([0, 0]);
    expect(submit('b').request).toBeNull();
  });
});

describe('readiness', () => {
  test('comes with the first worker', async () => {
    const { entry, backends } = fakeEntry({ workers: 2 });
    backends[1]!.becomeReady();
    await entry.ready;
    expect([entry.readyWorkers, entry.readiness]).toEqual([1, { healthy: true }]);
  });

  test('fails with the first start that does, though another try may follow', async () => {
    const { entry, backends } = fakeEntry();
    backends[0]!.failToStart('No such file');
    await expect(entry.ready).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED', message: 'No such file' });
    await turn();
    backends[1]!.becomeReady();
    await turn();
    expect(entry.readiness).toEqual({ healthy: true });
  });

  test('is what one of the models says', async () => {
    const { entry, backends } = await readyEntry({ workers: 2 });
    backends[0]!.wellness = { healthy: false, reason: 'no memory' };
    expect(await entry.health()).toEqual({ healthy: true });
    backends[1]!.wellness = { healthy: false, reason: 'no disk' };
    expect(await entry.health()).toEqual({ healthy: false, reason: 'no memory' });
  });

  test('counts are asked of those that are ready', async () => {
    const { entry, backends } = fakeEntry({ workers: 2 });
    backends[1]!.becomeReady();
    await turn();
    backends[1]!.counts = 'made_total 1\n';
    expect(await entry.modelMetrics()).toEqual([{ worker: 1, text: 'made_total 1\n' }]);
  });
});

describe('a session', () => {
  const open = ({ entry }: FakeEntry, id: string, sink = new KeptSink()): InferenceRequest | null =>
    entry.openSession({ ...fakeInput(id), isSession: true, sink });

  test('goes to the worker with the fewest, whatever that computes, and takes no place', async () => {
    const fake = await readyEntry({ workers: 2 });
    const { entry, backends, submit } = fake;
    submit('a');
    for (const id of ['s', 't', 'u']) open(fake, id);
    expect(backends.map(({ batches }) => batches)).toEqual([[['a'], ['s'], ['u']], [['t']]]);
    submit('b');
    expect(backends[1]!.batches).toEqual([['t'], ['b']]);
    expect([entry.inFlight, entry.requestsInFlight, entry.queued]).toEqual([5, 2, 0]);
  });

  test('takes messages until its client leaves, and is silent as long as it likes', async () => {
    const fake = await readyEntry({ streamPauseMs: 10 });
    const { entry, first } = fake;
    const sink = new KeptSink();
    const request = open(fake, 's', sink)!;
    entry.message(request, Form.TEXT, Buffer.from('hello'));
    first.received('s', 5);
    await first.item('s', 'hello');
    entry.expire(performance.now() + 3_600_000);
    entry.hangUp(request, 1000, 'enough');
    first.end('s');
    expect(first.messages).toEqual(['s: hello', 's: 1000 enough']);
    expect([sink.told, entry.inFlight]).toEqual([['received 5', 'item hello', 'end'], 0]);
  });

  test('ends with its worker, begun or not', async () => {
    const fake = await readyEntry();
    const { entry, first } = fake;
    const sinks = [new KeptSink(), new KeptSink()];
    for (const [index, sink] of sinks.entries()) open(fake, `s${index}`, sink);
    first.die();
    expect(sinks.map(({ told }) => told)).toEqual([
      [expect.stringMatching(/^WORKER_DIED/)],
      [expect.stringMatching(/^WORKER_DIED/)],
    ]);
    expect([entry.inFlight, entry.queued]).toEqual([0, 0]);
  });

  test('waits for nobody', async () => {
    const fake = await readyEntry();
    const { entry, first } = fake;
    expect(entry.sessionRefusal()).toBeNull();
    first.die();
    const sink = new KeptSink();
    expect(open(fake, 's', sink)).toBeNull();
    expect(sink.told).toEqual(['SERVER_NOT_READY: Model echo is not ready: its worker process was killed by SIGKILL']);
    expect(entry.sessionRefusal()).toMatchObject({ code: 'SERVER_NOT_READY' });
  });
});

describe('the end', () => {
  test('of a drain comes when all is answered', async () => {
    const { entry, first, submit } = await readyEntry();
    const { told } = submit('a');
    const drained = vi.fn<() => void>();
    void entry.drain().then(drained);
    await turn();
    expect(drained).not.toHaveBeenCalled();
    first.answer('a', '1');
    await turn();
    expect(drained).toHaveBeenCalledOnce();
    expect(told).toEqual(['answer 1']);
  });

  test('comes at once where it is killed', async () => {
    const { entry, backends, submit } = await readyEntry();
    const { told } = submit('a');
    await entry.kill();
    expect(told).toEqual([expect.stringMatching(/^WORKER_DIED/)]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(backends.length).toBe(1);
  });
});
