import { beforeEach, describe, expect, test, vi } from 'vitest';

import { FakeBackend } from '../../../test/support/fake-backend.ts';
import { fakeInput } from '../../../test/support/fake-entry.ts';
import type { KeptLog } from '../../../test/support/kept-log.ts';
import { keepLog } from '../../../test/support/kept-log.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { createRequest } from '../../core/inference/inference-request.ts';
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import type { Arrival } from '../backends/backend.ts';
import type { ReplicaOwner } from './replica.ts';
import { Replica } from './replica.ts';
import { WakefulLoop } from './wakeful-loop.ts';

beforeEach(() => void vi.useFakeTimers());

/** A replica that was started, the backends that it has made, and what its owner has heard. */
interface Stage {
  readonly replica: Replica;
  readonly backends: FakeBackend[];
  readonly heard: string[];
  readonly log: KeptLog;
}

function startReplica({
  isOnTrial = false,
  predictConcurrency = 1,
  arrival = null,
}: { isOnTrial?: boolean; predictConcurrency?: number; arrival?: Arrival | null } = {}): Stage {
  const backends: FakeBackend[] = [];
  const heard: string[] = [];
  const log = keepLog();
  const owner: ReplicaOwner = {
    isOnTrial,
    warm: () => Promise.resolve(),
    started: () => void heard.push('started'),
    replaced: () => void heard.push('replaced'),
    restarts: () => void heard.push('again'),
    counted: () => void heard.push('counted'),
    startFailed: (_replica, { message }) => void heard.push(`failed: ${message}`),
    settled: (_replica, { id }) => void heard.push(`settled ${id}`),
    hasRoom: () => void heard.push('has room'),
    batchAnswered: ({ size }) => void heard.push(`batch of ${size}`),
    lost: (_replica, { reason }) => void heard.push(`lost: ${reason}`),
  };
  const replica = new Replica({
    createBackend: (listener) => {
      const backend = new FakeBackend({ listener, concurrency: predictConcurrency });
      backends.push(backend);
      return backend;
    },
    predictConcurrency,
    cancellationGraceMs: null,
    arrival,
    owner,
    loop: new WakefulLoop({ isEnabled: false }),
    logger: log.logger,
  });
  replica.start();
  return { replica, backends, heard, log };
}

async function startReady(options: Parameters<typeof startReplica>[0] = {}): Promise<Stage> {
  const stage = startReplica(options);
  await becomeReady(stage);
  return stage;
}

async function becomeReady({ backends }: Stage): Promise<void> {
  backends.at(-1)?.becomeReady();
  await pass(0);
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

function requests(...ids: string[]): InferenceRequest[] {
  return ids.map((id, slot) => {
    const request = createRequest(slot);
    request.begin(fakeInput(id), performance.now());
    return request;
  });
}

describe('a start', () => {
  test('that succeeds makes it ready', async () => {
    const stage = startReplica();
    expect([stage.replica.isReady, stage.replica.isExpected, stage.replica.room]).toEqual([false, false, 0]);
    await becomeReady(stage);
    expect([stage.replica.isReady, stage.replica.isExpected, stage.replica.room]).toEqual([true, true, 1]);
    expect(stage.heard).toEqual(['started']);
  });

  test('that fails is tried again, later and later', async () => {
    const { replica, backends, heard, log } = startReplica();
    for (const [index, delayMs] of [0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000].entries()) {
      backends[index]!.failToStart('No such file');
      await pass(0);
      expect(replica.trouble?.message).toBe('No such file');
      if (delayMs > 0) {
        await pass(delayMs - 1);
        expect(backends.length).toBe(index + 1);
        await pass(1);
      }
      expect(backends.length).toBe(index + 2);
    }
    expect(heard).toEqual(Array.from({ length: 9 }, () => ['failed: No such file', 'again']).flat());
    expect(log.records.filter(({ message }) => message === 'No such file').length).toBe(9);
  });

  test('that no other try can mend is not tried again', async () => {
    const { replica, backends, heard } = startReplica();
    backends[0]!.failToStart('No module named torch', { permanent: true });
    await pass(60_000);
    expect([backends.length, heard, replica.isExpected]).toEqual([1, ['failed: No module named torch'], false]);
  });

  test('on trial is tried once, and its failure is for the owner to tell', async () => {
    const { backends, heard, log } = startReplica({ isOnTrial: true });
    backends[0]!.failToStart('No such file');
    await pass(60_000);
    expect([backends.length, heard]).toEqual([1, ['failed: No such file']]);
    expect(log.records.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('files that are on their way', () => {
  function arriving(isAwaitedByModel: boolean): { arrival: Arrival; end: (error: TrussError | null) => void } {
    const over = Promise.withResolvers<TrussError | null>();
    return { arrival: { over: over.promise, share: () => '1 of 2 GB', isAwaitedByModel }, end: over.resolve };
  }

  const damaged = new TrussError('WEIGHTS_CORRUPT', { message: 'a.bin is damaged' });

  test('are waited for before a process starts', async () => {
    const { arrival, end } = arriving(false);
    const { replica, backends } = startReplica({ arrival });
    await pass(60_000);
    expect([backends[0]!.isStarting, replica.isReady]).toEqual([false, false]);
    end(null);
    await pass(0);
    expect(backends[0]!.isStarting).toBe(true);
  });

  test('do not hold up a process whose model waits for them itself, but end it where they do not come', async () => {
    const { arrival, end } = arriving(true);
    const { replica, backends, heard } = startReplica({ arrival });
    await pass(0);
    expect(backends[0]!.isStarting).toBe(true);
    end(damaged);
    await pass(60_000);
    expect([backends.length, backends[0]!.isGone, heard]).toEqual([1, true, ['failed: a.bin is damaged']]);
    expect(replica.trouble?.code).toBe('WEIGHTS_CORRUPT');
  });

  test('that do not come end the start, which is not tried again', async () => {
    const { arrival, end } = arriving(false);
    const { backends, heard } = startReplica({ arrival });
    end(damaged);
    await pass(60_000);
    expect([backends.length, backends[0]!.isStarting, heard]).toEqual([1, false, ['failed: a.bin is damaged']]);
  });

  test('start nothing any more where the replica was drained meanwhile', async () => {
    const { arrival, end } = arriving(false);
    const { replica, backends } = startReplica({ arrival });
    await replica.drain();
    end(null);
    await pass(60_000);
    expect([backends.length, backends[0]!.isStarting]).toEqual([1, false]);
  });
});

describe('a process that ends', () => {
  test('is replaced at once the first time', async () => {
    const stage = await startReady();
    stage.backends[0]!.die();
    expect([stage.replica.isReady, stage.replica.isExpected]).toEqual([false, true]);
    expect(stage.replica.trouble?.message).toBe('its worker process was killed by SIGKILL');
    await pass(0);
    await becomeReady(stage);
    expect([stage.replica.isReady, stage.replica.trouble]).toEqual([true, null]);
    expect(stage.heard).toEqual(['started', 'lost: was killed by SIGKILL', 'again', 'started']);
  });

  test('again and again is replaced later and later, until one has lived for a minute', async () => {
    const stage = await startReady();
    for (const delayMs of [0, 500, 1000]) {
      const { length } = stage.backends;
      stage.backends.at(-1)!.die();
      await pass(Math.max(0, delayMs - 1));
      expect(stage.backends.length).toBe(delayMs === 0 ? length + 1 : length);
      await pass(1);
      await becomeReady(stage);
    }
    await pass(60_000);
    const { length } = stage.backends;
    stage.backends.at(-1)!.die();
    await pass(0);
    expect(stage.backends.length).toBe(length + 1);
  });

  test('on trial is not replaced', async () => {
    const { backends, heard } = await startReady({ isOnTrial: true });
    backends[0]!.die();
    await pass(60_000);
    expect([backends.length, heard]).toEqual([1, ['started', 'lost: was killed by SIGKILL']]);
  });
});

describe('requests', () => {
  test('that are sent together reach the backend together, and are timed', async () => {
    const { replica, backends } = await startReady({ predictConcurrency: 4 });
    const batch = requests('a', 'b', 'c');
    replica.send(batch, 1234);
    expect(backends[0]!.batches).toEqual([['a', 'b', 'c']]);
    expect(batch.map(({ sentAt, carrier }) => [sentAt, carrier])).toEqual(batch.map(() => [1234, backends[0]]));
    expect([replica.inFlight, replica.room]).toEqual([3, 1]);
    expect(batch.every((request) => replica.has(request))).toBe(true);
  });

  test('that are settled make room, as much as the model is fast', async () => {
    const { replica, backends, heard } = await startReady();
    replica.send(requests('a'), 0);
    backends[0]!.answer('a', '', 1000);
    // One that is computed, and 2 ms of work ahead.
    expect([replica.inFlight, replica.room, heard.at(-1)]).toEqual([0, 3, 'settled a']);
    replica.send(requests('b'), 0);
    backends[0]!.answer('b', '', 1_000_000);
    expect(replica.room).toBe(1);
  });

  test('of which only the postprocess is left take no place, and are settled all the same', async () => {
    const { replica, backends, heard } = await startReady();
    replica.send(requests('a'), 0);
    expect(replica.room).toBe(0);
    backends[0]!.setAside('a', true);
    backends[0]!.setAside('a', true);
    expect([replica.inFlight, replica.room, heard.at(-1)]).toEqual([0, 1, 'has room']);
    replica.send(requests('b'), 0);
    backends[0]!.answer('a', '', 1_000_000);
    expect([replica.inFlight, replica.room, heard.at(-1)]).toEqual([1, 0, 'settled a']);
    backends[0]!.answer('b', '', 1_000_000);
    expect([replica.inFlight, replica.room]).toEqual([0, 1]);
  });

  test('that take their place again fill it', async () => {
    const { replica, backends } = await startReady();
    replica.send(requests('a'), 0);
    backends[0]!.setAside('a', true);
    replica.send(requests('b'), 0);
    backends[0]!.setAside('a', false);
    expect([replica.inFlight, replica.room]).toEqual([2, 0]);
    backends[0]!.answer('a', '', 1_000_000);
    backends[0]!.answer('b', '', 1_000_000);
    expect([replica.inFlight, replica.room]).toEqual([0, 1]);
  });

  test('are not piled up where the postprocess is slower than predict', async () => {
    const { replica, backends } = await startReady();
    const ids = Array.from({ length: 128 }, (_, index) => `r${index}`);
    for (const [slot, id] of ids.entries()) {
      const request = createRequest(slot);
      request.begin(fakeInput(id), 0);
      replica.send([request], 0);
      backends[0]!.setAside(id, true);
    }
    expect(replica.room).toBe(0);
    backends[0]!.answer('r0', '', 1_000_000);
    expect(replica.room).toBe(1);
  });

  test('of sessions take no room', async () => {
    const { replica, backends } = await startReady();
    const [session] = requests('s') as [InferenceRequest];
    session.begin({ ...fakeInput('s'), isSession: true }, 0);
    replica.send([session], 0);
    expect([replica.sessions, replica.inFlight, replica.room]).toEqual([1, 0, 1]);
    backends[0]!.end('s');
    expect(replica.sessions).toBe(0);
    replica.send([session], 0);
    backends[0]!.die();
    expect(replica.sessions).toBe(0);
  });
});

describe('an end that is wanted', () => {
  test('by a drain lets it finish, and is told as no trouble', async () => {
    const { replica, backends, heard, log } = await startReady();
    replica.send(requests('a'), 0);
    const drained = replica.drain();
    expect([replica.isReady, replica.room]).toEqual([false, 0]);
    backends[0]!.answer('a');
    await drained;
    expect(heard).toEqual(['started', 'settled a', 'lost: ended with status 0']);
    expect([replica.trouble, log.records.filter(({ level }) => level === 'error')]).toEqual([null, []]);
  });

  test('while it starts does not wait for the model', async () => {
    const { replica, backends, heard } = startReplica();
    await replica.drain();
    await pass(60_000);
    expect([backends.length, heard]).toEqual([1, []]);
  });

  test('while it waits to be started again leaves it at that', async () => {
    const stage = await startReady();
    stage.backends[0]!.die();
    await stage.replica.drain();
    await pass(60_000);
    expect(stage.backends.length).toBe(1);
  });

  test('after another is no error', async () => {
    const { replica } = await startReady();
    await replica.drain();
    await replica.kill();
    await replica.drain();
  });

  test('by a retirement comes when nobody waits any longer', async () => {
    const { replica, backends } = await startReady();
    backends[0]!.isDeaf = true;
    replica.send(requests('a'), 0);
    let isAwaited = true;
    const retired = vi.fn<() => void>();
    void replica.retire(() => isAwaited).then(retired);
    await pass(10_000);
    expect([replica.isReady, retired.mock.calls.length]).toEqual([false, 0]);
    isAwaited = false;
    await pass(50);
    backends[0]!.answer('a');
    await pass(0);
    expect(retired).toHaveBeenCalledOnce();
  });
});
