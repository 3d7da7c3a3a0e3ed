import type { OperationDescription } from '../../../core/openapi/document.ts';
import type { Entry } from '../../service/entry.ts';
import { serveInference } from '../exchange/inference.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import type { Route } from '../exchange/route.ts';
import {
  describeInference,
  LIVE,
  MODEL_CONFIG,
  MODEL_METADATA,
  MODEL_NAMES,
  MODEL_READY,
  SERVER_METADATA,
  SERVER_READY,
  STATISTICS,
} from './describe-operations.ts';
import { INFER } from './infer.ts';
import { serveRepositoryIndex } from './repository-index.ts';
import {
  serveAllStatistics,
  serveModelConfig,
  serveModelMetadata,
  serveModelReady,
  serveModelStatistics,
} from './serve-model.ts';
import { serveLive, serveModelNames, serveServerMetadata, serveServerReady } from './serve-server.ts';

/** Where inference is asked for. */
export const INFER_PATH = '/v2/models/{name}/infer';

/** The Open Inference Protocol, with the routes that Triton and KServe have beyond it. */
export const V2_ROUTES: readonly Route[] = [
  ofServer('/v2', serveServerMetadata, SERVER_METADATA),
  { ...ofServer('/v2/health/live', serveLive, LIVE), isProbe: true },
  { ...ofServer('/v2/health/ready', serveServerReady, SERVER_READY), isProbe: true },
  ofServer('/v2/models', serveModelNames, MODEL_NAMES),
  ofServer('/v2/models/stats', serveAllStatistics, STATISTICS),
  { method: 'POST', path: '/v2/repository/index', of: 'server', serve: serveRepositoryIndex },
  ...ofModel('', { serve: serveModelMetadata, describe: () => MODEL_METADATA }),
  ...ofModel('/ready', { serve: serveModelReady, describe: () => MODEL_READY, isProbe: true }),
  ...ofModel('/config', { serve: serveModelConfig, describe: () => MODEL_CONFIG }),
  ...ofModel('/stats', { serve: serveModelStatistics, describe: () => STATISTICS }),
  ...ofModel('/infer', {
    method: 'POST',
    asksModel: true,
    serve: (call, entry) => serveInference(call, entry, INFER),
    describe: describeInference,
  }),
];

function ofServer(
  path: string,
  serve: (call: RouteCall) => void | Promise<void>,
  description: OperationDescription,
): Route {
  return { method: 'GET', path, of: 'server', serve, describe: () => description };
}

/** What a route of a model has. */
interface ModelRoute {
  /** Default: GET. */
  readonly method?: Route['method'];
  readonly serve: (call: RouteCall, entry: Entry) => void | Promise<void>;
  readonly describe: (entry: Entry) => OperationDescription;
  readonly isProbe?: boolean;
  readonly asksModel?: boolean;
}

/** The route of a model with and without the version in its path. */
function ofModel(path: string, { method = 'GET', describe, ...route }: ModelRoute): Route[] {
  const common = { method, of: 'model', ...route } as const;
  return [
    { ...common, path: `/v2/models/{name}${path}`, describe },
    { ...common, path: `/v2/models/{name}/versions/{version}${path}` },
  ];
}
