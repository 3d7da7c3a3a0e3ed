// How one edition takes the place of another, with fakes; `replace-edition.test.ts` has real processes.
import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { FakeBackend } from '../../../test/support/fake-backend.ts';
import type { FakeEdition, FakeEntry } from '../../../test/support/fake-entry.ts';
import { fakeEdition, fakeEntry, fakeInput } from '../../../test/support/fake-entry.ts';
import { KeptSink } from '../../../test/support/kept-sink.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { Form } from '../../core/wire/frame.ts';
import type { EntryLimits } from './edition-parts.ts';
import type { Replacement } from './replace-edition.ts';
import { replaceEdition } from './replace-edition.ts';
import { Dispatcher } from './scheduling/dispatcher.ts';
import type { Scheduler } from './scheduling/scheduler.ts';

beforeEach(() => void vi.useFakeTimers());

/** A replacement that has begun. */
interface Replacing {
  readonly next: FakeEdition;
  /** `done`, or the message of what it failed with; null as long as it goes on. */
  readonly outcome: () => string | null;
  readonly abort: AbortController;
}

async function readyEntry(limits: Partial<EntryLimits> = {}): Promise<FakeEntry & { readonly first: FakeBackend }> {
  const fake = fakeEntry(limits);
  await becomeReady(fake.backends);
  return { ...fake, first: fake.backends[0]! };
}

/** Begins to replace the edition; one request is the trial, where there is one. */
function replace({ entry }: FakeEntry, limits: Partial<EntryLimits> = {}, hasTrial = true): Replacing {
  const next = fakeEdition(limits);
  const abort = new AbortController();
  const trial = hasTrial ? { name: 'first', body: Buffer.from('{}'), form: Form.JSON, header: {} } : null;
  const replacement: Replacement = { parts: next.parts, trial, signal: abort.signal, onTrial: () => {} };
  let outcome: string | null = null;
  replaceEdition(entry, replacement).then(
    () => (outcome = 'done'),
    (error: unknown) => (outcome = error instanceof Error ? error.message : String(error)),
  );
  return { next, outcome: () => outcome, abort };
}

async function becomeReady(backends: readonly FakeBackend[]): Promise<void> {
  for (const backend of backends) backend.becomeReady();
  await turn();
}

async function turn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

describe('another edition', () => {
  test('is started beside the one that answers, and gets nothing but the trial', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake);
    await becomeReady(next.backends);
    for (const id of ['a', 'b']) fake.submit(id);
    expect([fake.first.batches, next.backends[0]!.batches, outcome()]).toEqual([[['a']], [['']], null]);
    expect(fake.entry.readyWorkers).toBe(1);
  });

  test('that has answered the trial gets what waits, in its order, and all that comes', async () => {
    const fake = await readyEntry();
    for (const id of ['a', 'b', 'c']) fake.submit(id);
    const { next, outcome } = replace(fake, { predictConcurrency: 8, timeoutMs: 5 });
    await becomeReady(next.backends);
    next.backends[0]!.answer('');
    await turn();
    expect(outcome()).toBe('done');
    fake.submit('d');
    expect(next.backends[0]!.batches).toEqual([[''], ['b'], ['c'], ['d']]);
    expect([fake.first.batches, fake.entry.limits.timeoutMs]).toEqual([[['a']], 5]);
  });

  test('is tried at each of its workers', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake, { workers: 2 });
    await becomeReady(next.backends);
    expect(next.backends.map(({ batches }) => batches)).toEqual([[['']], [['']]]);
    next.backends[0]!.answer('');
    await turn();
    expect(outcome()).toBeNull();
    next.backends[1]!.answer('');
    await turn();
    expect([outcome(), fake.entry.readyWorkers]).toEqual(['done', 2]);
  });

  test('is not tried without a request to try it with', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake, {}, false);
    await becomeReady(next.backends);
    expect([outcome(), next.backends[0]!.batches]).toEqual(['done', []]);
  });

  test('whose trial ends in an HTTP error of the model has answered', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake);
    await becomeReady(next.backends);
    next.backends[0]!.fail('', { code: 'MODEL_HTTP_ERROR', message: 'Not Found' });
    await turn();
    expect(outcome()).toBe('done');
  });

  test('streams its trial to the end', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake);
    await becomeReady(next.backends);
    const [backend] = next.backends as [FakeBackend];
    for (let index = 0; index < 3; index += 1) await backend.item('', 'x'.repeat(2 ** 20));
    backend.end('');
    await turn();
    expect(outcome()).toBe('done');
  });

  test('brings a scheduler of its own', async () => {
    const fake = await readyEntry();
    const { parts, backends } = fakeEdition();
    let scheduler: Scheduler | null = null;
    const createScheduler: typeof parts.createScheduler = (takers) => (scheduler = new Dispatcher(takers));
    const edition = fake.entry.prepare({ ...parts, createScheduler });
    await becomeReady(backends);
    fake.entry.switchTo(edition);
    expect(edition.scheduler).toBe(scheduler);
    fake.submit('a');
    expect([backends[0]!.batches, fake.first.batches]).toEqual([[['a']], []]);
  });

  test('makes an entry ready that could not start', async () => {
    const fake = fakeEntry();
    fake.backends[0]!.failToStart('No module named torch', { permanent: true });
    await turn();
    const { next, outcome } = replace(fake);
    await becomeReady(next.backends);
    next.backends[0]!.answer('');
    await turn();
    expect([outcome(), fake.entry.readiness, fake.submit('a').told]).toEqual(['done', { healthy: true }, []]);
  });

  test('is started again when it ends, once it has taken the place', async () => {
    const fake = await readyEntry();
    const { next } = replace(fake, {}, false);
    await becomeReady(next.backends);
    next.backends[0]!.die();
    await turn();
    expect(next.backends.length).toBe(2);
  });
});

describe('the former edition', () => {
  /** An entry whose first edition is at request `a`, and has been replaced. */
  async function replaced(): Promise<{
    fake: FakeEntry;
    former: FakeBackend;
    next: FakeBackend;
    told: readonly string[];
  }> {
    const fake = await readyEntry();
    const { told } = fake.submit('a', { deadlineAt: performance.now() + 1000 });
    const { next } = replace(fake, {}, false);
    await becomeReady(next.backends);
    return { fake, former: fake.first, next: next.backends[0]!, told };
  }

  test('answers what it has, then goes', async () => {
    const { fake, former, told } = await replaced();
    former.answer('a', '1');
    await vi.advanceTimersByTimeAsync(50);
    expect([told, former.isGone, fake.backends.length]).toEqual([['answer 1'], true, 1]);
  });

  test('goes when nobody waits for it any longer', async () => {
    const { fake, former, told } = await replaced();
    former.isDeaf = true;
    await vi.advanceTimersByTimeAsync(1000);
    fake.entry.expire(performance.now());
    expect([told, former.isGone]).toEqual([[expect.stringMatching(/^REQUEST_DEADLINE/)], false]);
    await vi.advanceTimersByTimeAsync(50);
    expect(former.isDraining).toBe(true);
  });

  test('that dies gives what it had not begun to the next', async () => {
    const fake = await readyEntry();
    fake.submit('a');
    fake.first.answer('a', '', 100);
    for (const id of ['b', 'c', 'd']) fake.submit(id);
    const { next } = replace(fake, {}, false);
    await becomeReady(next.backends);
    fake.submit('e');
    expect(next.backends[0]!.batches).toEqual([['e']]);
    fake.first.die();
    expect(fake.entry.queued).toBe(2);
    next.backends[0]!.answer('e', '', 100);
    expect(next.backends[0]!.batches.flat()).toEqual(['e', 'c', 'd']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.backends.length).toBe(1);
  });

  test('gives nothing to one that takes bodies as they came, neither now nor when it dies', async () => {
    const fake = await readyEntry();
    fake.submit('a');
    fake.first.answer('a', '', 100);
    const told = Array.from({ length: 25 }, (_, index) => fake.submit(`b${index}`).told);
    const { parts, backends } = fakeEdition();
    const edition = fake.entry.prepare({ ...parts, facts: { ...parts.facts, passesThrough: true } });
    await becomeReady(backends);
    fake.entry.switchTo(edition);
    const refused = ['SERVER_NOT_READY: Model echo was replaced by one that takes other requests'];
    // 21 were sent to the former, of which it has begun one.
    expect(told.slice(21)).toEqual([refused, refused, refused, refused]);
    fake.first.die();
    expect([told[0], told[1], told[20]]).toEqual([[expect.stringMatching(/^WORKER_DIED/)], refused, refused]);
    expect([backends[0]!.batches, fake.entry.inFlight]).toEqual([[], 0]);
  });

  test('keeps its sessions, which count as no requests', async () => {
    const fake = await readyEntry();
    const sink = new KeptSink();
    fake.entry.openSession({ ...fakeInput('s'), sink, isSession: true });
    const { next } = replace(fake, {}, false);
    await becomeReady(next.backends);
    await vi.advanceTimersByTimeAsync(1000);
    await fake.first.item('s', 'still here');
    expect([sink.told, fake.entry.inFlight, fake.entry.requestsInFlight]).toEqual([['item still here'], 1, 0]);
  });

  test('ends with the next one when all is drained', async () => {
    const { fake, former, next } = await replaced();
    const drained = vi.fn<() => void>();
    void fake.entry.drain().then(drained);
    await turn();
    expect([next.isGone, drained.mock.calls.length]).toEqual([true, 0]);
    former.answer('a');
    await turn();
    expect(drained).toHaveBeenCalledOnce();
  });
});

describe('what answers stays', () => {
  /** Fails unless the first edition answers, and the next one is gone and is not started again. */
  async function expectFormer(fake: FakeEntry, next: FakeEdition): Promise<void> {
    await vi.advanceTimersByTimeAsync(60_000);
    fake.submit('z');
    expect(fake.backends[0]!.batches.at(-1)).toEqual(['z']);
    expect(next.backends.map(({ isGone }) => isGone)).toEqual(next.backends.map(() => true));
    expect(next.backends.length).toBe(next.parts.limits.workers);
    expect(fake.entry.inFlight).toBe(1);
    expect(fake.log.records.filter(({ level }) => level === 'error')).toEqual([]);
  }

  test('where a worker of the next one does not start', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake, { workers: 2 });
    next.backends[0]!.becomeReady();
    next.backends[1]!.failToStart('No such file');
    await turn();
    expect(outcome()).toBe('No such file');
    await expectFormer(fake, next);
  });

  test('where that still loads', async () => {
    const fake = fakeEntry();
    const { next, outcome } = replace(fake);
    next.backends[0]!.failToStart('No such file');
    await turn();
    await becomeReady(fake.backends);
    await fake.entry.ready;
    expect(outcome()).toBe('No such file');
    await expectFormer(fake, next);
  });

  test('where the trial fails', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake);
    await becomeReady(next.backends);
    next.backends[0]!.fail('');
    await turn();
    expect(outcome()).toBe('The example "first" failed: The model raised ValueError');
    await expectFormer(fake, next);
  });

  test.each([0, 1])('where a worker dies at the trial, with %d begun: no other edition answers it', async (begun) => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake, { predictConcurrency: begun });
    await becomeReady(next.backends);
    next.backends[0]!.die();
    await turn();
    expect(outcome()).toBe(
      'The example "first" failed: The worker process was killed by SIGKILL while it computed the answer',
    );
    expect(fake.first.batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(next.backends.length).toBe(1);
  });

  test('where a worker dies that was tried already', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake, { workers: 2 });
    await becomeReady(next.backends);
    next.backends[0]!.answer('');
    await turn();
    next.backends[0]!.die();
    next.backends[1]!.answer('');
    await turn();
    expect(outcome()).toBe('The worker process was killed by SIGKILL');
  });

  test('where the trial takes longer than a request may', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake, { timeoutMs: 1000 });
    await becomeReady(next.backends);
    fake.entry.expire(performance.now() + 1000);
    await turn();
    expect(outcome()).toMatch(/^The example "first" failed: The deadline passed after 1000 ms/);
    await expectFormer(fake, next);
  });

  test('where it is given up while the next one loads', async () => {
    const fake = await readyEntry();
    const { next, outcome, abort } = replace(fake);
    abort.abort(new TrussError('INTERRUPTED', { message: 'given up' }));
    await turn();
    expect(outcome()).toBe('given up');
    await expectFormer(fake, next);
  });

  test('until a shutdown ends both', async () => {
    const fake = await readyEntry();
    const { next, outcome } = replace(fake);
    await fake.entry.drain();
    await turn();
    expect([outcome(), fake.first.isGone, next.backends[0]!.isGone]).toEqual([
      'The server is shutting down',
      true,
      true,
    ]);
  });
});
