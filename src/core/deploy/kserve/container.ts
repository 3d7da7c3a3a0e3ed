// The container of a predictor. What Knative does not take (a hook before the end, a time until the kill, security of the pod) is left
// out in its mode: its own proxy beside the container drains.
import { isTakenAsItIs } from '../../image/image-stages.ts';
import { CONTAINER_SECURITY, modelContainer } from '../kubernetes/container.ts';
import { userSecurity } from '../kubernetes/pod.ts';
import { containerPort, SERVICE_PORTS } from '../kubernetes/ports.ts';
import { probes } from '../kubernetes/probes.ts';
import type { DeployPlan } from '../plan.ts';

type Container = Readonly<Record<string, unknown>>;

/** KServe looks for this name. */
const CONTAINER = 'kserve-container';

/** The container of a truss in its mode. */
export function predictorContainer(plan: DeployPlan): Container {
  const container = plan.settings.kserve.mode === 'knative' ? knativeContainer(plan) : standardContainer(plan);
  const { name: _name, ...rest } = container;
  return { name: CONTAINER, ...rest };
}

/** Port 80 of the Service leads to the first port; every other has its own number there, and gRPC is known by the name. */
function standardContainer(plan: DeployPlan): Container {
  const { env, ports, ...rest } = modelContainer(plan);
  if (isTakenAsItIs(plan.config)) return { ...rest, ports, env };
  return {
    ...rest,
    ports: [...list(ports), { name: 'grpc', containerPort: SERVICE_PORTS.grpc, protocol: 'TCP' }],
    env: [...list(env), ...protocol(), { name: 'TRUSS_GRPC_PORT', value: String(SERVICE_PORTS.grpc) }],
  };
}

/** One port, for REST or for gRPC: the server takes both there, and the name says what the proxies before it speak. */
function knativeContainer(plan: DeployPlan): Container {
  const { lifecycle: _lifecycle, env, ports: _ports, securityContext: _security, ...rest } = modelContainer(plan);
  const port = containerPort(plan);
  const isOurs = !isTakenAsItIs(plan.config);
  return {
    ...rest,
    ports: [{ name: plan.settings.kserve.protocol === 'grpc' ? 'h2c' : 'http1', containerPort: port, protocol: 'TCP' }],
    env: isOurs ? [...list(env), ...protocol()] : env,
    ...probes(plan, port),
    securityContext: { ...CONTAINER_SECURITY, ...userSecurity(plan) },
  };
}

/** What KServe takes it that the container speaks. */
function protocol(): readonly unknown[] {
  return [{ name: 'PROTOCOL', value: 'v2' }];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
