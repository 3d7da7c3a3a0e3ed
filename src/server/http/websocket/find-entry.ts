import { showText } from '../../../core/errors/show-text.ts';
import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { plainPath } from '../../../core/protocols/plain-path.ts';
import type { Entry } from '../../service/entry.ts';
import type { Registry } from '../../service/registry.ts';
import { passThroughEntry } from '../exchange/passthrough.ts';

/** The path of today's Truss; it names no model. */
export const WEBSOCKET_PATH = '/v1/websocket';

const NAMED_PATH = /^\/v1\/models\/([^/:]+)\/websocket$/;

/** The entry that a WebSocket of this URL is for, or why there is none. */
export function findEntry(registry: Registry, url: string): OrRefusal<Entry> {
  const path = plainPath(url);
  const upstream = passThroughEntry(registry, path);
  if (upstream !== null) return upstream;
  if (path === WEBSOCKET_PATH) return registry.resolveUnnamed('Use /v1/models/NAME/websocket.');
  const name = NAMED_PATH.exec(path)?.[1];
  if (name !== undefined) return registry.resolve(name);
  const message = `There is no WebSocket at ${showText(path)}; it is at ${WEBSOCKET_PATH}`;
  return { code: 'ROUTE_NOT_FOUND', message };
}
