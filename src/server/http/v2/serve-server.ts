// The routes of V2 that tell about the server.
import { serverMetadata } from '../../../core/protocols/server-metadata.ts';
import { sendJson } from '../answer/send.ts';
import type { RouteCall } from '../exchange/route-call.ts';

/** `GET /v2` */
export function serveServerMetadata({ response }: RouteCall): void {
  sendJson(response, 200, serverMetadata());
}

/**
 * `GET /v2/health/live`. The bodies of the health routes are what the text of the protocol and KServe's client want, and
 * everybody else looks at the status alone.
 */
export function serveLive({ response }: RouteCall): void {
  sendJson(response, 200, { live: true });
}

/** `GET /v2/health/ready`: whether every model takes requests and says that it is well. */
export async function serveServerReady({ context: { service }, response }: RouteCall): Promise<void> {
  const { healthy } = await service.healthOfAll();
  sendJson(response, healthy ? 200 : 503, { ready: healthy });
}

/** `GET /v2/models`, as KServe has it. */
export function serveModelNames({ context: { service }, response }: RouteCall): void {
  sendJson(response, 200, { models: service.registry.entries.map((entry) => entry.name) });
}
