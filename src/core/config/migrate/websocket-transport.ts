import { valueAt } from '../problem.ts';
import { removeIn, setIn } from '../yaml/edit.ts';
import type { Migration } from './migration.ts';

/** `is_websocket_endpoint` became one of the kinds of `transport`. */
export const migrateWebsocketTransport: Migration = ({ text, value }) => {
  const isWebsocket = valueAt(value, ['runtime', 'is_websocket_endpoint']);
  if (typeof isWebsocket !== 'boolean' || valueAt(value, ['runtime', 'transport']) !== undefined) return null;
  const moved = isWebsocket ? setIn(text, ['runtime', 'transport'], { kind: 'websocket' }) : text;
  return {
    path: 'runtime.is_websocket_endpoint',
    message: isWebsocket ? 'a websocket is a kind of runtime.transport' : 'false is what holds without it',
    text: removeIn(moved, ['runtime', 'is_websocket_endpoint']),
  };
};
