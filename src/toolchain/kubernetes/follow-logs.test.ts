import { expect, test } from 'vitest';

import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { readLogs } from './follow-logs.ts';

const running = {};
const terminated = { terminated: { exitCode: 1 } };

function pod(name: string, restartCount: number, state: object, lastState: object = {}) {
  return {
    metadata: { name },
    spec: { containers: [{ name: 'model' }, { name: 'proxy' }] },
    status: {
      containerStatuses: ['model', 'proxy'].map((each) => ({
        name: each,
        ready: true,
        restartCount,
        state,
        lastState,
      })),
    },
  };
}

const at = (second: number): string => `2026-11-30T00:00:0${second}.000000000Z`;

/** Hears until so many lines have come. */
async function followed(kubectl: FakeKubectl, lines: number): Promise<readonly string[]> {
  const ending = new AbortController();
  const said: string[] = [];
  const onLine = (from: string, line: string): void => {
    said.push(`${from} ${line}`);
    if (said.length === lines) ending.abort();
  };
  const { signal } = ending;
  await readLogs(fakeCluster(kubectl), 'iris', { follow: true, tail: 10, previous: false, onLine, signal, lookMs: 1 });
  return said;
}

test('a container that has crashed is told once, and then the one that takes its place, from its first line', async () => {
  const kubectl = new FakeKubectl()
    .on(/get deployments/, { items: [] })
    .on(
      /get pods/,
      { items: [pod('a', 0, running)] },
      { items: [pod('a', 0, terminated)] },
      { items: [pod('a', 0, { waiting: {} }, terminated)] },
      { items: [pod('a', 1, running, terminated)] },
    )
    .on(/logs a/, `${at(1)} first\n`, `${at(2)} second\n`);
  expect(await followed(kubectl, 2)).toEqual(['a first', 'a second']);
  const heard = kubectl.asked.filter((words) => words.includes(' logs '));
  expect(heard).toEqual([
    expect.stringMatching(/logs a --container model --timestamps --follow --tail 10$/),
    expect.stringMatching(/logs a --container model --timestamps --follow$/),
  ]);
});

test('a connection that was lost goes on behind the last line', async () => {
  const kubectl = new FakeKubectl()
    .on(/get deployments/, { items: [] })
    .on(/get pods/, { items: [pod('a', 0, running)] })
    .on(/logs a/, `${at(1)} one\n${at(2)} two\n`, `${at(1)} one\n${at(2)} two\n${at(3)} three\n`);
  expect(await followed(kubectl, 3)).toEqual(['a one', 'a two', 'a three']);
  expect(kubectl.asked.at(-1)).toContain(`--since-time ${at(2)}`);
});

test('whoever may not read a log is told so, where all others are followed', async () => {
  const complaint =
    'Error from server (Forbidden): pods "a" is forbidden: User "dev" cannot get resource "pods/log" in API group "" in the namespace "ml"';
  const kubectl = new FakeKubectl()
    .on(/get deployments/, { items: [] })
    .on(/get pods/, { items: [pod('a', 0, running)] })
    .on(/logs a/, { complaint });
  await expect(followed(kubectl, 1)).rejects.toMatchObject({ code: 'DEPLOY_FORBIDDEN' });
});

test('of what has never ended nothing was said before, and no error is made of it', async () => {
  const kubectl = new FakeKubectl()
    .on(/get deployments/, { items: [] })
    .on(/get pods/, { items: [pod('a', 0, running), pod('b', 2, running, terminated)] })
    .on(/logs b/, `${at(1)} the end\n`);
  const said: string[] = [];
  const { signal } = new AbortController();
  const onLine = (_: string, line: string): void => void said.push(line);
  const wanted = { follow: false, tail: null, previous: true, onLine, signal };
  expect(await readLogs(fakeCluster(kubectl), 'iris', wanted)).toBe(1);
  expect(said).toEqual(['the end']);
});

test('a deployment that there is not has no logs', async () => {
  const kubectl = new FakeKubectl()
    .on(/get deployments/, { items: [] })
    .on(/get pods/, { items: [] })
    .on(/api-resources/, 'services\n')
    .on(/get services/, { kind: 'List', items: [] });
  await expect(followed(kubectl, 1)).rejects.toMatchObject({ code: 'DEPLOY_NOT_FOUND' });
});
