import type { Entry } from '../../service/entry.ts';
import { serveInference } from '../inference.ts';
import type { Route } from '../route.ts';
import type { RouteCall } from '../route-call.ts';
import { sendFailure } from '../send.ts';
import { showText } from '../show-text.ts';
import {
  serveAllStatistics,
  serveModelConfig,
  serveModelMetadata,
  serveModelReady,
  serveModelStatistics,
} from './describe-model.ts';
import { serveLive, serveModelNames, serveServerMetadata, serveServerReady } from './describe-server.ts';
import { INFER } from './infer.ts';
import { serveRepositoryIndex } from './repository-index.ts';

/** Where inference is asked for. */
export const INFER_PATH = '/v2/models/{name}/infer';

/** The Open Inference Protocol, with the routes that Triton and KServe have beyond it. */
export const V2_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v2', of: 'server', serve: serveServerMetadata },
  { method: 'GET', path: '/v2/health/live', isProbe: true, of: 'server', serve: serveLive },
  { method: 'GET', path: '/v2/health/ready', isProbe: true, of: 'server', serve: serveServerReady },
  { method: 'GET', path: '/v2/models', of: 'server', serve: serveModelNames },
  { method: 'GET', path: '/v2/models/stats', of: 'server', serve: serveAllStatistics },
  { method: 'POST', path: '/v2/repository/index', of: 'server', serve: serveRepositoryIndex },
  ...atEachVersion('GET', '', serveModelMetadata),
  ...atEachVersion('GET', '/ready', serveModelReady, { isProbe: true }),
  ...atEachVersion('GET', '/config', serveModelConfig),
  ...atEachVersion('GET', '/stats', serveModelStatistics),
  ...atEachVersion('POST', '/infer', (call, entry) => serveInference(call, entry, INFER)),
];

/** The route of a model with and without the version in its path. */
function atEachVersion(
  method: 'GET' | 'POST',
  path: string,
  serve: (call: RouteCall, entry: Entry) => void | Promise<void>,
  more: { readonly isProbe?: boolean } = {},
): Route[] {
  const route = { method, of: 'model', ...more } as const;
  return [
    { ...route, path: `/v2/models/{name}${path}`, serve },
    { ...route, path: `/v2/models/{name}/versions/{version}${path}`, serve: ofVersion(serve) },
  ];
}

function ofVersion(serve: (call: RouteCall, entry: Entry) => void | Promise<void>): typeof serve {
  return (call, entry) => {
    const { version = '' } = call.parameters;
    if (version === entry.version) return serve(call, entry);
    const message = `Model ${entry.name} has no version ${showText(version)}, only ${entry.version}`;
    return sendFailure(call, { failure: { code: 'MODEL_NOT_FOUND', message } });
  };
}
