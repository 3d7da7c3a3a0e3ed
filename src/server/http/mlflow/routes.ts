import type { Route } from '../exchange/route.ts';
import { describeInvocation, PING, VERSION } from './describe-operations.ts';
import { serveInvocation, servePing, serveVersion } from './serve-invocation.ts';

/** What SageMaker asks of a container (the first and the last), and MLflow's clients of a server. */
export const MLFLOW_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/ping', isProbe: true, of: 'server', serve: servePing, describe: () => PING },
  { method: 'GET', path: '/health', isProbe: true, of: 'server', serve: servePing, describe: () => PING },
  { method: 'GET', path: '/version', of: 'server', serve: serveVersion, describe: () => VERSION },
  {
    method: 'POST',
    path: '/invocations',
    asksModel: true,
    of: 'server',
    serve: serveInvocation,
    describe: describeInvocation,
  },
];
