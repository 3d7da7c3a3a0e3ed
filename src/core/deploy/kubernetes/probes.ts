// What a node asks a server. The front answers by itself, however long its workers compute: that a model is busy looks like nothing here.
import { isTakenAsItIs } from '../../image/image-stages.ts';
import type { DeployPlan } from '../plan.ts';
import { HTTP_PORT } from './ports.ts';

const PERIOD_SECONDS = 5;

/** A model that has loaded is to be had at once. */
const START_PERIOD_SECONDS = 2;

/** A node that is short of processors lets a probe wait; that is no reason to lose what is being computed. */
const TIMEOUT_SECONDS = 5;

/** Two minutes without an answer: the process hangs, and nothing of it will be answered any more. */
const LIVENESS = { periodSeconds: 15, timeoutSeconds: 15, failureThreshold: 8 };

/** The paths that say how it goes. An image that is taken as it is has a server of its own. */
function probePaths({ config }: DeployPlan): { readonly ready: string; readonly live: string } {
  const server = isTakenAsItIs(config) ? config.docker_server : null;
  return {
    ready: server?.readiness_endpoint ?? '/v2/health/ready',
    live: server?.liveness_endpoint ?? '/v2/health/live',
  };
}

/** The three probes of a container. Until the first has succeeded once, a model may load undisturbed. `port`: its name or number. */
export function probes(plan: DeployPlan, port: string | number = HTTP_PORT): Readonly<Record<string, unknown>> {
  const { ready, live } = probePaths(plan);
  const ask = (path: string) => ({ path, port });
  return {
    startupProbe: {
      httpGet: ask(ready),
      periodSeconds: START_PERIOD_SECONDS,
      timeoutSeconds: TIMEOUT_SECONDS,
      failureThreshold: Math.ceil(plan.settings.startSeconds / START_PERIOD_SECONDS),
    },
    readinessProbe: {
      httpGet: ask(ready),
      periodSeconds: PERIOD_SECONDS,
      timeoutSeconds: TIMEOUT_SECONDS,
      failureThreshold: 3,
    },
    livenessProbe: { httpGet: ask(live), ...LIVENESS },
  };
}
