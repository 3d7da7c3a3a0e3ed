import { expect, test } from 'vitest';

import type { ReplicaEvent, ReplicaState } from './replica-state.ts';
import { nextReplicaState } from './replica-state.ts';

const lives: { what: string; events: ReplicaEvent[]; states: ReplicaState[] }[] = [
  { what: 'a good life', events: ['started', 'drain', 'lost'], states: ['ready', 'draining', 'gone'] },
  {
    what: 'a death and a restart',
    events: ['started', 'lost', 'retry', 'started'],
    states: ['ready', 'waiting', 'starting', 'ready'],
  },
  { what: 'a model that cannot load', events: ['broken', 'drain'], states: ['failed', 'gone'] },
  { what: 'drained while it waits', events: ['lost', 'drain', 'drain'], states: ['waiting', 'gone', 'gone'] },
  {
    what: 'drained while it loads',
    events: ['drain', 'started', 'drain', 'broken'],
    states: ['draining', 'draining', 'draining', 'gone'],
  },
];

test.each(lives)('$what', ({ events, states }) => {
  let state: ReplicaState = 'starting';
  expect(events.map((event) => (state = nextReplicaState(state, event)))).toEqual(states);
});

test('what cannot happen is a bug', () => {
  expect(() => nextReplicaState('gone', 'started')).toThrow(RangeError);
  expect(() => nextReplicaState('ready', 'retry')).toThrow('a replica that is ready cannot be retry');
});
