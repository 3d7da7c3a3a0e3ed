// The first thing that sees a request.
import type { IncomingMessage, ServerResponse } from 'node:http';

import { nearest } from '../../core/config/nearest.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { Entry } from '../service/entry.ts';
import type { HttpContext } from './http-context.ts';
import { matchRoute } from './match-route.ts';
import { servePredict } from './predict.ts';
import { pathFor, PREDICT_PATH, ROUTES } from './routes.ts';
import { sendFailure } from './send.ts';

/** Makes the function that answers every request of a server. */
export function createRequestHandler(
  context: HttpContext,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { service } = context;
  const predictions = new Map<string, Entry>();
  for (const name of service.names) {
    const entry = service.find(name);
    if (entry !== undefined) predictions.set(pathFor(PREDICT_PATH, name), entry);
  }
  return function handleRequest(request, response) {
    if (service.isDraining) response.shouldKeepAlive = false;
    // Predictions before anything else: going through a table or a framework costs up to a fifth of the throughput.
    const entry = request.method === 'POST' ? predictions.get(request.url ?? '') : undefined;
    if (entry === undefined) {
      route(context, request, response).catch((error: unknown) => answerBug(context, request, response, error));
      return;
    }
    try {
      servePredict(context, entry, request, response);
    } catch (error) {
      answerBug(context, request, response, error);
    }
  };
}

async function route(context: HttpContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '' } = request;
  const path = url.split('?', 1)[0] ?? '';
  const match = matchRoute(method, path);
  const fail = (failure: RequestFailure, headers?: string[]): void =>
    sendFailure(context, request, response, headers === undefined ? { failure } : { failure, headers });
  if (match.kind === 'unknown') {
    const message = `There is no route ${method} ${path}${suggestion(context, path)}`;
    return fail({ code: 'ROUTE_NOT_FOUND', message });
  }
  if (match.kind === 'wrongMethod') {
    const allowed = match.allowed.join(', ');
    const message = `${path} does not take ${method}, only ${allowed}`;
    return fail({ code: 'ROUTE_METHOD_NOT_ALLOWED', message }, ['Allow', allowed]);
  }
  const call = { context, request, response };
  if (match.route.of === 'server') return match.route.serve(call);
  const entry = context.service.find(match.name);
  if (entry === undefined) {
    return fail({ code: 'MODEL_NOT_FOUND', message: `Model with name ${match.name} does not exist.` });
  }
  return match.route.serve(call, entry);
}

/** An exception of our own: the client learns nothing but that. */
function answerBug(context: HttpContext, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const stack = error instanceof Error ? error.stack : String(error);
  context.logger.error({ stack }, 'A bug in Truss: please report it');
  if (response.headersSent) response.destroy();
  else sendFailure(context, request, response, { failure: { code: 'INTERNAL', message: 'Internal server error' } });
}

/** Which path was meant, or where predictions are. */
function suggestion({ service }: HttpContext, path: string): string {
  const [name] = service.names.slice(-1);
  const paths = ROUTES.flatMap((known) => service.names.map((entry) => pathFor(known.path, entry)));
  const near = nearest(path, paths);
  if (near !== undefined) return `; did you mean ${near}?`;
  return name === undefined ? '' : `; predictions are at POST ${pathFor(PREDICT_PATH, name)}`;
}
