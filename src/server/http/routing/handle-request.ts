// The first thing that sees a request.
import type { IncomingMessage, ServerResponse } from 'node:http';

import { nearest } from '../../../core/config/nearest.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { Entry } from '../../service/entry.ts';
import type { HttpContext } from '../exchange/http-context.ts';
import type { ErrorShape } from '../answer/error-shape.ts';
import { isCaller } from '../gate/gate.ts';
import type { RouteMatch } from './match-route.ts';
import { headRefusal, refuseHead } from '../exchange/preconditions.ts';
import { matchRoute } from './match-route.ts';
import { serveInference } from '../exchange/inference.ts';
import type { Operation } from '../exchange/operation.ts';
import { originForm } from './origin-form.ts';
import { PASS_THROUGH, passThroughEntry } from '../exchange/passthrough.ts';
import { pathFor } from '../exchange/route.ts';
import type { Arrival } from '../exchange/route-call.ts';
import { ROUTES } from './routes.ts';
import { sendFailure } from '../answer/send.ts';
import { showText } from '../../../core/errors/show-text.ts';
import { INFER } from '../v2/infer.ts';
import { INFER_PATH } from '../v2/routes.ts';
import { PREDICT } from '../exchange/predict.ts';
import { PREDICT_PATH } from '../v1/routes.ts';

/** Makes the function that answers every request of a server. */
export function createRequestHandler(
  context: HttpContext,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { service } = context;
  const predictions = new Map<string, { readonly entry: Entry; readonly operation: Operation }>();
  for (const name of service.names) {
    const entry = service.find(name);
    if (entry === undefined) continue;
    const { passesThrough } = entry.facts;
    predictions.set(pathFor(PREDICT_PATH, name), { entry, operation: passesThrough ? PASS_THROUGH : PREDICT });
    if (!passesThrough) predictions.set(pathFor(INFER_PATH, name), { entry, operation: INFER });
  }
  const { gate } = context;
  return function handleRequest(request, response) {
    if (service.isDraining) response.shouldKeepAlive = false;
    const arrival: Arrival = { context, request, response };
    gate.origins.mark(request, response);
    // Predictions before anything else: going through a table or a framework costs up to a fifth of the throughput.
    const prediction = request.method === 'POST' ? predictions.get(request.url ?? '') : undefined;
    if (prediction === undefined || headRefusal(request) !== null) {
      route(arrival).catch((error: unknown) => answerBug(arrival, error));
      return;
    }
    try {
      const caller = gate.admit(request, { isProbe: false });
      if (!isCaller(caller)) return sendFailure(arrival, { failure: caller });
      const call = { context, request, response, caller: caller.name, parameters: NO_PARAMETERS };
      serveInference(call, prediction.entry, prediction.operation);
    } catch (error) {
      answerBug(arrival, error);
    }
  };
}

/** The fast path of predictions looks at none. */
const NO_PARAMETERS = {};

async function route(arrival: Arrival): Promise<void> {
  const { context, request, response } = arrival;
  const refusal = headRefusal(request);
  if (refusal !== null) return refuseHead(arrival, refusal);
  request.url = originForm(request.url ?? '');
  const { method = '', url } = request;
  const path = url.split('?', 1)[0] ?? '';
  if (context.gate.origins.answerPreflight(request, response)) return;
  const match = matchRoute(method, path);
  const upstream = passThroughEntry(context.service, path);
  // A path of ours that is open says nothing of what an upstream process has there.
  const isProbe = upstream === null && match.kind === 'found' && match.route.isProbe === true;
  const caller = context.gate.admit(request, { isProbe });
  // Before anything is told of what there is.
  if (!isCaller(caller)) return sendFailure(arrival, { failure: caller, ...shapeOf(match) });
  if (upstream !== null) {
    return serveInference({ ...arrival, caller: caller.name, parameters: NO_PARAMETERS }, upstream, PASS_THROUGH);
  }
  if (match.kind === 'unknown') {
    const message = `There is no route ${method} ${showText(path)}${suggestion(context, path)}`;
    return sendFailure(arrival, { failure: { code: 'ROUTE_NOT_FOUND', message } });
  }
  const shape = shapeOf(match);
  if (match.kind === 'wrongMethod') {
    const allowed = match.allowed.join(', ');
    const message = `${showText(path)} does not take ${method}, only ${allowed}`;
    const failure: RequestFailure = { code: 'ROUTE_METHOD_NOT_ALLOWED', message };
    return sendFailure(arrival, { failure, ...shape, headers: ['Allow', allowed] });
  }
  const { route: found, parameters } = match;
  const call = { ...arrival, caller: caller.name, parameters };
  if (found.of === 'server') return found.serve(call);
  const { name = '' } = parameters;
  const entry = context.service.find(name);
  if (entry === undefined) {
    const message = `Model with name ${showText(name)} does not exist.`;
    return sendFailure(call, { failure: { code: 'MODEL_NOT_FOUND', message }, ...shape });
  }
  return found.serve(call, entry);
}

/** How the failures of a route look, where it has a shape of its own. */
function shapeOf(match: RouteMatch): { errorShape?: ErrorShape } {
  if (match.kind === 'unknown') return {};
  const errorShape = match.kind === 'found' ? match.route.errorShape : match.errorShape;
  return errorShape === undefined ? {} : { errorShape };
}

/** An exception of our own: the client learns nothing but that. */
function answerBug(arrival: Arrival, error: unknown): void {
  const { context, response } = arrival;
  const stack = error instanceof Error ? error.stack : String(error);
  context.logger.error({ stack }, 'A bug in Truss: please report it');
  if (response.headersSent) response.destroy();
  else sendFailure(arrival, { failure: { code: 'INTERNAL', message: 'Internal server error' } });
}

/** Which path was meant, or where predictions are. */
function suggestion({ service }: HttpContext, path: string): string {
  const [name] = service.names.slice(-1);
  const paths = ROUTES.flatMap((known) => service.names.map((entry) => pathFor(known.path, entry)));
  const near = nearest(path, paths);
  if (near !== undefined) return `; did you mean ${near}?`;
  return name === undefined ? '' : `; predictions are at POST ${pathFor(PREDICT_PATH, name)}`;
}
