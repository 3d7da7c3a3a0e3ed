// Every route of the server. Predictions are also matched before this table is looked at: see handle-request.ts.
import type { Entry } from '../service/entry.ts';
import { serveAlive, serveLoaded, serveModelList, serveReadiness, serveSchema } from './describe-models.ts';
import { servePredict } from './predict.ts';
import type { RouteCall } from './route-call.ts';

/** A method and a path, in which `{name}` stands for the name of an entry, and what answers there. */
export type Route = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
} & (
  | { readonly of: 'server'; readonly serve: (call: RouteCall) => void }
  | { readonly of: 'model'; readonly serve: (call: RouteCall, entry: Entry) => void | Promise<void> }
);

/** Where predictions are asked for. */
export const PREDICT_PATH = '/v1/models/{name}:predict';

export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/', of: 'server', serve: serveAlive },
  { method: 'GET', path: '/v1/models', of: 'server', serve: serveModelList },
  { method: 'GET', path: '/v1/models/{name}', of: 'model', serve: serveReadiness },
  { method: 'GET', path: '/v1/models/{name}/loaded', of: 'model', serve: serveLoaded },
  { method: 'GET', path: '/v1/models/{name}/schema', of: 'model', serve: serveSchema },
  {
    method: 'POST',
    path: PREDICT_PATH,
    of: 'model',
    serve: ({ context, request, response }, entry) => servePredict(context, entry, request, response),
  },
];

/** The path of a route for one entry. */
export function pathFor(path: string, name: string): string {
  return path.replace('{name}', name);
}
