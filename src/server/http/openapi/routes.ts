import { openApiDocument } from '../../../core/openapi/document.ts';
import { sendJson } from '../answer/send.ts';
import type { Route } from '../exchange/route.ts';
import type { SeenFromOutside } from '../gate/outside.ts';
import { describeApi } from './describe-api.ts';

/** `GET /openapi.json`: what the other routes take and give. */
export function openApiRoutes(routes: readonly Route[]): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/openapi.json',
      of: 'server',
      serve: ({ context: { service, gate }, request, response }) => {
        const asked = { isGuarded: gate.isGuarded, url: urlOf(gate.outside.of(request)) };
        sendJson(response, 200, openApiDocument(describeApi(routes, service.registry.entries, asked)));
      },
    },
  ];
}

/** Where the client has found this server. */
function urlOf({ host, scheme, prefix }: SeenFromOutside): string {
  return host === undefined ? `${prefix}/` : `${scheme}://${host}${prefix}`;
}
