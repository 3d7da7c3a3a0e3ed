// The first thing that sees a request.
import type { IncomingMessage, ServerResponse } from 'node:http';

import { showText } from '../../../core/errors/show-text.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { plainPath } from '../../../core/protocols/plain-path.ts';
import type { ErrorShape } from '../answer/error-shape.ts';
import { sendFailure } from '../answer/send.ts';
import type { HttpRequest } from '../direct/direct-request.ts';
import type { HttpResponse } from '../direct/direct-response.ts';
import type { HttpContext } from '../exchange/http-context.ts';
import { serveInference } from '../exchange/inference.ts';
import { PASS_THROUGH, PASSED_PATH, passThroughEntry } from '../exchange/passthrough.ts';
import { headRefusal, refuseHead } from '../exchange/preconditions.ts';
import { refuseRequest } from '../exchange/refuse-request.ts';
import type { Arrival, Asking } from '../exchange/route-call.ts';
import type { RouteMatch } from './match-route.ts';
import { matchRoute } from './match-route.ts';
import { originForm } from './origin-form.ts';
import type { AskedPrediction } from './prediction-paths.ts';
import { PredictionPaths } from './prediction-paths.ts';
import { suggestRoute } from './suggest-route.ts';

/** Answers the requests of a server. */
export interface RequestHandler {
  /** Answers any request. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** What a target asks by POST, where that is a prediction. */
  readonly findPrediction: (target: string) => AskedPrediction | undefined;
  /** Answers a request for a prediction; false, and nothing done, where something is wrong with its head. */
  readonly predict: (prediction: AskedPrediction, request: HttpRequest, response: HttpResponse) => boolean;
}

/** Makes what answers every request of a server. */
export function createRequestHandler(context: HttpContext): RequestHandler {
  const { service, gate } = context;
  const predictions = new PredictionPaths(service.registry);
  return {
    handle: (request, response) => {
      if (service.isLeaving) response.shouldKeepAlive = false;
      request.url = gate.outside.withoutPrefix(request.url ?? '');
      gate.origins.mark(request, response);
      // Predictions before anything else: going through a table or a framework costs up to a fifth of the throughput.
      const prediction = request.method === 'POST' ? predictions.find(request.url) : undefined;
      if (prediction !== undefined && predict({ context, request, response }, prediction)) return;
      const arrival: Arrival = { context, request, response };
      route(arrival).catch((error: unknown) => answerBug(arrival, error));
    },
    findPrediction: (target) => predictions.find(gate.outside.withoutPrefix(target)),
    predict: (prediction, request, response) => {
      if (service.isLeaving) response.shouldKeepAlive = false;
      request.url = gate.outside.withoutPrefix(request.url ?? '');
      return predict({ context, request, response }, prediction);
    },
  };
}

function predict(asking: Asking, { entry, operation, route: path }: AskedPrediction): boolean {
  const { context, request, response } = asking;
  if (headRefusal(request) !== null) return false;
  try {
    const caller = context.gate.admit(request, { isProbe: false });
    if (isRefusal(caller)) refuseRequest(asking, { failure: caller, caller: null });
    else serveInference({ context, request, response, caller: caller.name, route: path }, entry, operation);
  } catch (error) {
    answerBug(asking, error);
  }
  return true;
}

async function route(arrival: Arrival): Promise<void> {
  const { context, request, response } = arrival;
  const refusal = headRefusal(request);
  if (refusal !== null) return refuseHead(arrival, refusal);
  request.url = originForm(request.url ?? '');
  const { method = '', url } = request;
  const path = plainPath(url);
  if (context.gate.origins.answerPreflight(request, response)) return;
  const match = withoutHidden(matchRoute(method, path), context.dev);
  const upstream = isOfPage(context, path) ? null : passThroughEntry(context.service.registry, path);
  // A path of ours that is open says nothing of what an upstream process has there.
  const isProbe = upstream === null && match.kind === 'found' && match.route.isProbe === true;
  const asksModel = upstream !== null || (match.kind === 'found' && match.route.asksModel === true);
  const refuse = asksModel ? refuseRequest : sendFailure;
  const shape = shapeOf(match);
  const caller = context.gate.admit(request, { isProbe });
  // Before anything is told of what there is.
  if (isRefusal(caller)) return refuseRequest(arrival, { failure: caller, caller: null, ...shape });
  if (upstream !== null) {
    const call = { ...arrival, caller: caller.name, route: PASSED_PATH };
    return serveInference(call, upstream, PASS_THROUGH);
  }
  if (match.kind === 'unknown') {
    const message = `There is no route ${method} ${showText(path)}${suggestRoute(context.service.registry, path)}`;
    return refuseRequest(arrival, { failure: { code: 'ROUTE_NOT_FOUND', message }, caller: caller.name });
  }
  if (match.kind === 'wrongMethod') {
    const allowed = match.allowed.join(', ');
    const message = `${showText(path)} does not take ${method}, only ${allowed}`;
    const failure: RequestFailure = { code: 'ROUTE_METHOD_NOT_ALLOWED', message };
    return refuseRequest(arrival, { failure, caller: caller.name, ...shape, headers: ['Allow', allowed] });
  }
  const { route: found, parameters } = match;
  const call = { ...arrival, caller: caller.name, route: found.path, parameters };
  if (found.of === 'server') return found.serve(call);
  const { name = '', version } = parameters;
  const entry = context.service.registry.resolve(name, version);
  if (isRefusal(entry)) return refuse(call, { failure: entry, caller: caller.name, ...shape });
  return found.serve(call, entry);
}

/** Whether a path is that of our page, whatever an upstream process may have there. */
function isOfPage({ page }: HttpContext, path: string): boolean {
  return page.isServed && (path === '/ui' || path.startsWith('/ui/'));
}

/** A route for development is unknown where nobody develops. */
function withoutHidden(match: RouteMatch, dev: boolean): RouteMatch {
  return match.kind === 'found' && match.route.isForDevelopment === true && !dev ? { kind: 'unknown' } : match;
}

/** How the failures of a route look, where it has a shape of its own. */
function shapeOf(match: RouteMatch): { errorShape?: ErrorShape } {
  if (match.kind === 'unknown') return {};
  const errorShape = match.kind === 'found' ? match.route.errorShape : match.errorShape;
  return errorShape === undefined ? {} : { errorShape };
}

/** An exception of our own: the client learns nothing but that. */
function answerBug(asking: Asking, error: unknown): void {
  const { context, response } = asking;
  const stack = error instanceof Error ? error.stack : String(error);
  context.logger.error({ stack }, 'A bug in Truss: please report it');
  if (response.headersSent) response.destroy();
  else sendFailure(asking, { failure: { code: 'INTERNAL', message: 'Internal server error' } });
}
