import { sendFailure } from '../answer/send.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import type { Route } from '../exchange/route.ts';
import { WEBSOCKET_PATH } from './find-entry.ts';

/** Where WebSockets are, for those who ask without wanting one: an upgrade never gets here. */
export const WEBSOCKET_ROUTES: readonly Route[] = [
  { method: 'GET', path: WEBSOCKET_PATH, of: 'server', serve: serveUpgradeRequired },
  { method: 'GET', path: '/v1/models/{name}/websocket', of: 'model', serve: serveUpgradeRequired },
];

/** RFC 9110, 15.5.22: says which protocol would do. */
function serveUpgradeRequired(call: RouteCall): void {
  const failure = {
    code: 'ROUTE_UPGRADE_REQUIRED',
    message: 'This is a WebSocket: open it with ws:// or wss://',
  } as const;
  sendFailure(call, { failure, headers: ['Connection', 'Upgrade', 'Upgrade', 'websocket'] });
}
