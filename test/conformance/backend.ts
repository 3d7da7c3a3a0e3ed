// What the service may rely on, whatever computes: one suite that every kind of backend passes.
import { once } from 'node:events';
import { duplexPair } from 'node:stream';

import { describe, expect, test } from 'vitest';

import type { InferenceRequest } from '../../src/core/inference/inference-request.ts';
import { Form, STREAM_WINDOW_BYTES } from '../../src/core/wire/frame.ts';
import type { Backend, BackendExit } from '../../src/server/backends/backend.ts';
import type { Asked, BackendParts, Order } from './backend-stage.ts';
import { Stage, UPGRADE_REQUEST } from './backend-stage.ts';

/** A kind of backend. */
export interface BackendImplementation {
  readonly name: string;
  readonly create: (parts: BackendParts) => Backend;
  /** The tests that cannot hold for it, and why. */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[];
}

/** Adds a test of the suite. */
type AddTest = (what: string, body: (stage: Stage) => Promise<void>) => void;

/** Four times what a stream may give before its reader takes something. */
const LONG_STREAM: Order = { do: 'stream', items: 64, bytes: STREAM_WINDOW_BYTES / 16, andThen: 'end' };

/** What is on its way when the window is full: an item, and what a socket is read by. */
const ON_THE_WAY_BYTES = 128 * 1024;

/** Gives an item, by which it is known to have begun, and then nothing any more. */
const HANGING: Order = { do: 'stream', items: 1, bytes: 1, andThen: 'hang' };

/** Registers the suite for a kind of backend. */
export function backendConformance({ name, create, skip = [] }: BackendImplementation): void {
  const reasons = new Map(skip.flatMap(({ reason, tests }) => tests.map((what) => [what, reason] as const)));
  const add: AddTest = (what, body) => {
    const reason = reasons.get(what);
    reasons.delete(what);
    if (reason === undefined) test(what, () => run(body, new Stage(create)));
    else test.skip(`${what} (not here: ${reason})`, () => {});
  };
  describe(`${name}, as a backend`, () => {
    testStart(add);
    testAnswers(add);
    testStreams(add);
    testCancellation(add);
    testDeath(add);
    testLeave(add);
    testQuestions(add);
    testConnections(add);
    if (reasons.size > 0) throw new RangeError(`The suite has no test named ${[...reasons.keys()].join(', ')}`);
  });
}

async function run(body: (stage: Stage) => Promise<void>, stage: Stage): Promise<void> {
  await body(stage);
  stage.expectNoBreach();
}

function testStart(add: AddTest): void {
  add('a start that succeeds says what the model can do', async (stage) => {
    const outcome = await stage.create('ready').start();
    expect(outcome).toMatchObject({ kind: 'ready', capabilities: { methods: expect.any(Object) as object } });
  });

  add('a start that fails says why, and may be tried again', async (stage) => {
    const outcome = await stage.create('failed').start();
    expect(outcome).toMatchObject({ kind: 'failed', permanent: false, error: { name: 'TrussError' } });
    expect(stage.exits).toEqual([]);
  });

  add('a start that no other try can mend says so', async (stage) => {
    const outcome = await stage.create('hopeless').start();
    expect(outcome).toMatchObject({ kind: 'failed', permanent: true, error: { name: 'TrussError' } });
  });

  add('a start that is given up has failed, and is no end', async (stage) => {
    const backend = stage.create('ready');
    const starting = backend.start();
    await backend.kill();
    expect(await starting).toMatchObject({ kind: 'failed' });
    expect(stage.exits).toEqual([]);
  });
}

function testAnswers(add: AddTest): void {
  add('a request is answered, and settled when its sink was told', async (stage) => {
    await stage.ready();
    const asked = stage.send({ do: 'answer', value: 'hello' });
    await stage.untilSettled(asked);
    expect(asked.map(({ told, text }) => ({ told, text }))).toEqual([{ told: ['answer'], text: '"hello"' }]);
  });

  add('requests that are sent together get each its own answer', async (stage) => {
    await stage.ready();
    const values = ['a', 'b', 'c', 'd', 'e'];
    const asked = stage.send(...values.map((value) => ({ do: 'answer', value }) as const));
    await stage.untilSettled(asked);
    expect(asked.map(({ text }) => text)).toEqual(values.map((value) => JSON.stringify(value)));
  });

  add('a slot is used again for the next request', async (stage) => {
    await stage.ready();
    for (const value of ['a', 'b', 'c']) {
      const [asked] = stage.send({ do: 'answer', value }) as [Asked];
      expect(asked.request.slot).toBe(0);
      await stage.untilSettled([asked]);
      expect(asked.text).toBe(JSON.stringify(value));
    }
  });

  add('an answer does not wait for that of an earlier request', async (stage) => {
    await stage.ready();
    const [waiting] = stage.send({ do: 'wait' }) as [Asked];
    const [opening] = stage.send({ do: 'open' }) as [Asked];
    await stage.untilSettled([opening]);
    await stage.untilSettled([waiting]);
    expect(waiting.told).toEqual(['answer']);
  });

  add('a failure is told, and what comes next is answered', async (stage) => {
    await stage.ready();
    const [failing] = stage.send({ do: 'fail' }) as [Asked];
    await stage.untilSettled([failing]);
    expect(failing.told).toEqual(['fail']);
    expect(failing.failure?.message).not.toBe('');
    const next = stage.send({ do: 'answer', value: 'next' });
    await stage.untilSettled(next);
    expect(next[0]?.text).toBe('"next"');
  });
}

function testStreams(add: AddTest): void {
  add('the items of a stream come in their order, then its end', async (stage) => {
    await stage.ready();
    const [stream] = stage.send({ do: 'stream', items: 3, bytes: 10, andThen: 'end' }) as [Asked];
    await stage.untilSettled([stream]);
    expect([stream.told, stream.text.length]).toEqual([['chunk', 'end'], 30]);
  });

  add('a stream whose reader takes nothing stops, and goes on when it does', async (stage) => {
    const backend = await stage.ready();
    const [stream] = stage.send(LONG_STREAM) as [Asked];
    await stage.until(() => stream.text.length >= STREAM_WINDOW_BYTES);
    // By the time of another answer, what was on its way is here.
    await stage.untilSettled(stage.send({ do: 'answer', value: 'meanwhile' }));
    expect(stream.text.length).toBeLessThan(STREAM_WINDOW_BYTES + ON_THE_WAY_BYTES);
    expect(stream.told).toEqual(['chunk']);
    stream.isRead = true;
    backend.credit(stream.request, stream.text.length);
    await stage.untilSettled([stream]);
    expect([stream.told, stream.text.length]).toEqual([['chunk', 'end'], 4 * STREAM_WINDOW_BYTES]);
  });
}

function testCancellation(add: AddTest): void {
  add('a request that is cancelled before it begins is settled', async (stage) => {
    await stage.ready();
    const [first, second, third] = stage.send(HANGING, HANGING, { do: 'answer', value: 'late' }) as [
      Asked,
      Asked,
      Asked,
    ];
    stage.cancel(third);
    await stage.until(() => first.text !== '' && second.text !== '');
    stage.cancel(first);
    await stage.untilSettled([first, third]);
    expect(third.told).toEqual([]);
  });

  add('it is known of a request that it has begun', async (stage) => {
    const backend = await stage.ready();
    const [hanging] = stage.send(HANGING) as [Asked];
    await stage.until(() => hanging.text !== '');
    expect(backend.hasBegun(hanging.request)).toBe(true);
  });

  add('a request that the model is at is cancelled, and makes room', async (stage) => {
    await stage.ready();
    const hanging = stage.send(HANGING, HANGING);
    await stage.until(() => hanging.every(({ text }) => text !== ''));
    const next = stage.send({ do: 'answer', value: 'next' });
    for (const asked of hanging) stage.cancel(asked);
    await stage.untilSettled([...hanging, ...next]);
    expect(hanging.map(({ told }) => told)).toEqual([['chunk'], ['chunk']]);
    expect(next[0]?.text).toBe('"next"');
  });
}

function testDeath(add: AddTest): void {
  /** Lets it die with a request that it has begun and several behind that one; gives them in their order. */
  async function die(stage: Stage): Promise<Asked[]> {
    await stage.ready();
    const [hanging] = stage.send(HANGING) as [Asked];
    await stage.until(() => hanging.text !== '');
    const others = stage.send({ do: 'die' }, { do: 'answer', value: 'b' }, { do: 'answer', value: 'c' });
    await stage.until(() => stage.exits.length > 0);
    return [hanging, ...others];
  }

  add('a process that dies leaves each request that it has not answered, in their order', async (stage) => {
    const asked = await die(stage);
    const [exit] = stage.exits as [BackendExit];
    expect(exit.reason).toBe('ended with status 7');
    expectDivided(exit, asked);
    expect(exit.begun).toEqual(expect.arrayContaining([asked[0]?.request, asked[1]?.request]));
    // Whose they are now tells them.
    expect(asked.filter(({ told }) => told.includes('fail'))).toEqual([]);
  });

  add('what waited behind those that it was at is known not to have begun', async (stage) => {
    const requests: readonly (InferenceRequest | undefined)[] = (await die(stage)).map(({ request }) => request);
    expect(stage.exits).toMatchObject([{ begun: requests.slice(0, 2), unbegun: requests.slice(2) }]);
  });
}

function testLeave(add: AddTest): void {
  add('a drain answers all that was sent, then it ends', async (stage) => {
    const backend = await stage.ready();
    const asked = stage.send(...['a', 'b', 'c', 'd'].map((value) => ({ do: 'answer', value }) as const));
    await backend.drain();
    expect(asked.map(({ text }) => text)).toEqual(['"a"', '"b"', '"c"', '"d"']);
    expect(stage.exits).toMatchObject([{ begun: [], unbegun: [] }]);
  });

  add('a drain lets a stream come to its end', async (stage) => {
    const backend = await stage.ready();
    const [stream] = stage.send(LONG_STREAM) as [Asked];
    await stage.until(() => stream.text.length >= STREAM_WINDOW_BYTES);
    const drained = backend.drain();
    stream.isRead = true;
    backend.credit(stream.request, stream.text.length);
    await drained;
    expect([stream.told, stream.text.length]).toEqual([['chunk', 'end'], 4 * STREAM_WINDOW_BYTES]);
  });

  add('a kill ends it whatever it does, and nothing comes after', async (stage) => {
    const backend = await stage.ready();
    const asked = stage.send(HANGING, { do: 'wait' }, { do: 'wait' });
    await stage.until(() => asked[0]?.text !== '');
    await backend.kill();
    expect(stage.exits).toMatchObject([{ reason: 'was killed by SIGKILL' }]);
    expectDivided(stage.exits[0] as BackendExit, asked);
    for (const each of asked) backend.credit(each.request, 1);
    for (const each of asked) stage.cancel(each);
    await Promise.all([backend.kill(), backend.drain()]);
    expect(asked.map(({ told }) => told)).toEqual([['chunk'], [], []]);
    expect(stage.exits.length).toBe(1);
  });
}

/** Each request that was not settled is among those that had begun or those that had not, both in the order of sending. */
function expectDivided({ begun, unbegun }: BackendExit, asked: readonly Asked[]): void {
  const left = asked.filter(({ isSettled }) => !isSettled).map(({ request }) => request);
  expect(begun).toEqual(left.filter((request) => begun.includes(request)));
  expect(unbegun).toEqual(left.filter((request) => !begun.includes(request)));
}

function testQuestions(add: AddTest): void {
  add('it says whether the model is well', async (stage) => {
    const backend = await stage.ready();
    expect(await backend.health()).toEqual({ healthy: true });
    await stage.untilSettled(stage.send({ do: 'sicken' }));
    expect(await backend.health()).toEqual({ healthy: false, reason: expect.stringMatching(/./) as string });
  });

  add('it says what the model counts', async (stage) => {
    const backend = await stage.ready();
    expect(await backend.metrics()).toMatch(/^counted_total 1(?:\.0)?$/m);
  });
}

function testConnections(add: AddTest): void {
  add('a session takes messages and gives messages until its client leaves', async (stage) => {
    const backend = await stage.ready('sessions');
    const session = stage.openSession();
    for (const word of ['hello, ', 'world']) backend.message?.(session.request, Form.TEXT, Buffer.from(word));
    await stage.until(() => session.text === 'hello, world' && session.receivedBytes === 12);
    backend.hangUp?.(session.request, 1000, '');
    await stage.untilSettled([session]);
    expect(session.told).toEqual(['chunk', 'end']);
  });

  add('a connection that is handed over goes on with another protocol', async (stage) => {
    const backend = await stage.ready();
    const [client, socket] = duplexPair();
    backend.upgrade?.({ id: 'r-1', http: UPGRADE_REQUEST, socket, head: Buffer.alloc(0), withinMs: Infinity });
    const [head] = (await once(client, 'data')) as [Buffer];
    expect(head.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
  });
}
