import type { Entry } from '../../service/entry.ts';
import { serveInference } from '../exchange/inference.ts';
import { PASS_THROUGH } from '../exchange/passthrough.ts';
import { PREDICT } from '../exchange/predict.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import type { Route } from '../exchange/route.ts';
import { ALIVE, describePredict, MODEL_LIST, READINESS, SCHEMA } from './describe-operations.ts';
import { serveAlive, serveLoaded, serveModelList, serveReadiness, serveSchema } from './serve-models.ts';

/** Where predictions are asked for. */
export const PREDICT_PATH = '/v1/models/{name}:predict';

/** The name of 2022 for msgpack. The content type says that already, so both answer the same. */
const PREDICT_BINARY_PATH = '/v1/models/{name}:predict_binary';

/** The truss's own protocol, which began as KServe's V1. */
export const V1_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/', isProbe: true, of: 'server', serve: serveAlive, describe: () => ALIVE },
  { method: 'GET', path: '/v1/models', of: 'server', serve: serveModelList, describe: () => MODEL_LIST },
  {
    method: 'GET',
    path: '/v1/models/{name}',
    isProbe: true,
    of: 'model',
    serve: serveReadiness,
    describe: () => READINESS,
  },
  {
    method: 'GET',
    path: '/v1/models/{name}/loaded',
    isProbe: true,
    of: 'model',
    serve: serveLoaded,
    describe: () => READINESS,
  },
  { method: 'GET', path: '/v1/models/{name}/schema', of: 'model', serve: serveSchema, describe: () => SCHEMA },
  {
    method: 'POST',
    path: PREDICT_PATH,
    asksModel: true,
    of: 'model',
    serve: servePredict,
    describe: describePredict,
  },
  { method: 'POST', path: PREDICT_BINARY_PATH, asksModel: true, of: 'model', serve: servePredict },
];

function servePredict(call: RouteCall, entry: Entry): void {
  serveInference(call, entry, entry.facts.passesThrough ? PASS_THROUGH : PREDICT);
}
