import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { Entry } from '../../service/entry.ts';
import type { InferenceService } from '../../service/inference-service.ts';
import { passThroughEntry } from '../exchange/passthrough.ts';
import { showText } from '../../../core/errors/show-text.ts';

/** The path of today's Truss; it names no model. */
export const WEBSOCKET_PATH = '/v1/websocket';

const NAMED_PATH = /^\/v1\/models\/([^/:]+)\/websocket$/;

/** The entry that a WebSocket of this path is for, or why there is none. */
export function findEntry(service: InferenceService, path: string): Entry | RequestFailure {
  const upstream = passThroughEntry(service, path);
  if (upstream !== null) return upstream;
  const [only] = service.entries;
  if (path === WEBSOCKET_PATH && only !== undefined && service.entries.length === 1) return only;
  if (path === WEBSOCKET_PATH) {
    const names = service.names.join(', ');
    const message = `${WEBSOCKET_PATH} names no model, and this server has ${names}`;
    return { code: 'MODEL_NOT_FOUND', message, hint: 'Use /v1/models/NAME/websocket.' };
  }
  const name = NAMED_PATH.exec(path)?.[1];
  if (name === undefined) {
    return {
      code: 'ROUTE_NOT_FOUND',
      message: `There is no WebSocket at ${showText(path)}; it is at ${WEBSOCKET_PATH}`,
    };
  }
  return (
    service.find(name) ?? { code: 'MODEL_NOT_FOUND', message: `Model with name ${showText(name)} does not exist.` }
  );
}
