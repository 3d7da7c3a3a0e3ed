/**
 * Where a replica of a model is in its life.
 *
 * - `starting`: its process runs, the model loads
 * - `ready`: it takes requests
 * - `waiting`: it ended, and will be started again after a delay
 * - `failed`: it ended, and another try cannot help
 * - `draining`: it finishes what it has
 * - `gone`: nothing is left of it
 */
export type ReplicaState = 'starting' | 'ready' | 'waiting' | 'failed' | 'draining' | 'gone';

/** What happens to a replica; `lost` is an end that another try may mend, `broken` one that it cannot. */
export type ReplicaEvent = 'started' | 'lost' | 'broken' | 'retry' | 'drain';

const TRANSITIONS: Readonly<Record<ReplicaState, Partial<Record<ReplicaEvent, ReplicaState>>>> = {
  starting: { started: 'ready', lost: 'waiting', broken: 'failed', drain: 'draining' },
  ready: { lost: 'waiting', broken: 'failed', drain: 'draining' },
  waiting: { retry: 'starting', drain: 'gone' },
  failed: { drain: 'gone' },
  draining: { started: 'draining', lost: 'gone', broken: 'gone', drain: 'draining' },
  gone: { drain: 'gone' },
};

/**
 * The state after an event.
 *
 * @throws {RangeError} where the event cannot happen in that state: a bug of the caller
 */
export function nextReplicaState(state: ReplicaState, event: ReplicaEvent): ReplicaState {
  const next = TRANSITIONS[state][event];
  if (next === undefined) throw new RangeError(`a replica that is ${state} cannot be ${event}`);
  return next;
}
