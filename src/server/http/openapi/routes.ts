import { openApiDocument } from '../../../core/openapi/document.ts';
import { sendJson } from '../answer/send.ts';
import type { Route } from '../exchange/route.ts';
import { describeApi } from './describe-api.ts';

/** `GET /openapi.json`: what the other routes take and give. */
export function openApiRoutes(routes: readonly Route[]): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/openapi.json',
      of: 'server',
      serve: ({ context: { service, gate }, response }) => {
        const { isGuarded } = gate;
        sendJson(response, 200, openApiDocument(describeApi(routes, service.registry.entries, { isGuarded })));
      },
    },
  ];
}
