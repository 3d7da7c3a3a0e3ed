import type { Route } from '../exchange/route.ts';
import { describeInvocation, PING } from './describe-operations.ts';
import { serveInvocation, servePing } from './serve-invocation.ts';

/** What SageMaker asks of a container, and MLflow's clients of a server; the same two paths. */
export const MLFLOW_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/ping', isProbe: true, of: 'server', serve: servePing, describe: () => PING },
  {
    method: 'POST',
    path: '/invocations',
    asksModel: true,
    of: 'server',
    serve: serveInvocation,
    describe: describeInvocation,
  },
];
